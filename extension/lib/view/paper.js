/** Opens what is folded while the page is printed, but what would have to be asked for first. */

/** @type {HTMLDetailsElement[]} */
let opened = [];

addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details")].filter(
    (each) => !each.open && !each.closest("#more, .story"),
  );
  for (const each of opened) each.open = true;
});
addEventListener("afterprint", () => {
  for (const each of opened) each.open = false;
});

export {};
