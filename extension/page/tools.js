/** What the panel may call in the page. Put in again at each call, hence no `const` here. */

globalThis.unabridged = { capture, show, unshow, mark, clear };
