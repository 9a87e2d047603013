// Makes each call by types of openapi-typescript; run by test_generated_clients.py.
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

const [baseUrl = "", site = "", reader = "", token = ""] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const { DELETE, GET, PATCH, POST, PUT } = createClient<paths, "application/json">({
  baseUrl,
  headers,
});
// What answers with a text.
const { GET: GET_TEXT } = createClient<paths, `text/${string}` | "application/atom+xml">({
  baseUrl,
  headers,
});
const text = "The ferry to Brackholm sank at noon on Monday. Nobody was hurt, the harbour said.";
const page = { text, title: "Ferry sinks" };
const article = { url: "https://bote.example/f", title: "Ferry", text };
const url = `${site}/ferry`;
const parseAs = "text";
/** The path of what has an id. */
const of = (id: string) => ({ params: { path: { id } } });

/** The answer's data, or what it has instead of any. */
function good<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.error || !answer.response.ok) throw new Error(JSON.stringify(answer.error));
  console.log(answer.response.url, answer.response.status);
  return answer.data as T;
}

good(await GET_TEXT("/healthz", { parseAs })).trim();
good(await GET("/readyz")).status.trim();
good(await GET_TEXT("/metrics", { parseAs })).trim();
good(await GET("/v1/status")).features.includes("compare");

good(await POST("/v1/extract", { body: { page } })).words.toFixed();
good(await POST("/v1/verdict", { body: { page } })).verdict.label.trim();
good(await GET("/v1/verdict", { params: { query: { url } } })).verdict.label.trim();
good(await POST("/v1/find", { body: { page } })).search.outcome.trim();
good(await POST("/v1/cite", { body: { page } })).citations.length.toFixed();
const sentences = ["It sank."];
good(await POST("/v1/align", { body: { page: { sentences }, source: page } })).figures;

good(await POST("/v1/articles", { body: { articles: [article] } })).added.toFixed();
good(await GET("/v1/articles", { params: { query: { q: "Brackholm" } } })).hits[0]?.title.trim();
good(await POST("/v1/story", { body: { page } })).texts.length.toFixed();
good(await GET("/v1/stories")).stories.length.toFixed();
good(await GET_TEXT("/v1/stories.atom", { parseAs })).trim();

good(await GET("/v1/compare", { params: { query: { url } } })).verdict.label.trim();
const compared = { page: { url }, sources: [page], save: true };
const comparison = good(await POST("/v1/compare", { body: compared }));
const saved = of(comparison.id ?? "");
good(await GET("/v1/comparisons")).comparisons[0]?.created.trim();
good(await GET("/v1/comparisons/{id}", saved)).verdict.evidence[0]?.says.trim();
good(await PATCH("/v1/comparisons/{id}", { ...saved, body: { tags: ["harbour"] } }));
good(await POST("/v1/comparisons/{id}/versions", saved)).page.text.trim();
good(await PUT("/v1/comparisons/{id}/link", saved)).link?.trim();
good(await DELETE("/v1/comparisons/{id}/link", saved));
good(await DELETE("/v1/comparisons/{id}", saved));
good(await POST("/v1/comparisons", { body: { comparisons: [{ comparison }] } }));

const { code } = good(await POST("/v1/pairings", { body: { scopes: ["compare"] } }));
good(await POST("/v1/pairings/claim", { body: { code } })).token.trim();

const reading = { name: "A reader", scopes: ["feeds" as const] };
const key = good(await POST("/v1/tokens", { body: reading })).token;
const feed = of(good(await POST("/v1/feeds", { body: { url: `${site}/feed.xml` } })).id);
good(await GET("/v1/feeds")).feeds[0]?.state.trim();
good(await GET("/v1/feeds/{id}", feed)).url.trim();
good(await PATCH("/v1/feeds/{id}", { ...feed, body: { refresh: true } }));
good(await GET_TEXT("/feeds/{key}.opml", { parseAs, params: { path: { key } } })).trim();
const keyed = { key, feed: feed.params.path.id };
const giveOut = () =>
  GET_TEXT("/feeds/{key}/{feed}.atom", { parseAs, params: { path: keyed } });
let given = await giveOut();
for (let tries = 0; given.response.status === 503 && tries < 120; tries++) {
  await new Promise((resolve) => setTimeout(resolve, 1_000)); // the feed is fetched first
  given = await giveOut();
}
good(given).trim();
good(await DELETE("/v1/feeds/{id}", feed));

const bridged = { url: reader, token: "an API key" };
const bridge = of(good(await POST("/v1/bridges", { body: bridged })).id);
good(await GET("/v1/bridges")).bridges[0]?.name.trim();
good(await GET("/v1/bridges/{id}", bridge)).url.trim();
good(await POST("/v1/bridges/{id}/clear", bridge));
good(await DELETE("/v1/bridges/{id}", bridge));

const hook = of(good(await POST("/v1/hooks", { body: { url: `${site}/hook` } })).id);
good(await GET("/v1/hooks")).hooks[0]?.state.trim();
good(await GET("/v1/hooks/{id}", hook)).url.trim();
good(await POST("/v1/hooks/{id}/try", hook));
good(await DELETE("/v1/hooks/{id}", hook));

const person = of(good(await POST("/v1/tokens", { body: { name: "Iris" } })).id);
good(await GET("/v1/tokens")).tokens[0]?.name.trim();
good(await GET("/v1/tokens/{id}", person)).created.trim();
good(await PATCH("/v1/tokens/{id}", { ...person, body: { per_day: 200 } }));
good(await DELETE("/v1/tokens/{id}", person));

good(await GET("/v1/me")).comparisons.length.toFixed();
good(await DELETE("/v1/me"));
