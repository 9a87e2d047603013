// Makes each call by types of openapi-typescript; run by test_generated_clients.py.
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

const [baseUrl = "", feed = "", token = ""] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const { DELETE, GET, POST, PUT } = createClient<paths, "application/json">({ baseUrl, headers });
const text = "The ferry to Brackholm sank at noon on Monday. Nobody was hurt, the harbour said.";
const page = { text, title: "Ferry sinks" };
const article = { url: "https://bote.example/f", title: "Ferry", text };

/** The answer's data, or what it has instead of any. */
function good<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.error || !answer.response.ok) throw new Error(JSON.stringify(answer.error));
  console.log(answer.response.url, answer.response.status);
  return answer.data as T;
}

good(await POST("/v1/extract", { body: { page } })).words.toFixed();
good(await POST("/v1/verdict", { body: { page } })).verdict.label.trim();
good(await POST("/v1/find", { body: { page } })).search.outcome.trim();
good(await POST("/v1/cite", { body: { page } })).citations.length.toFixed();
const sentences = ["It sank."];
good(await POST("/v1/align", { body: { page: { sentences }, source: page } })).figures;
good(await POST("/v1/story", { body: { page } })).texts.length.toFixed();
good(await POST("/v1/articles", { body: { articles: [article] } })).added.toFixed();
good(await GET("/v1/articles", { params: { query: { q: "Brackholm" } } })).hits[0]?.title.trim();
const compared = { page, sources: [page], save: true };
const id = good(await POST("/v1/compare", { body: compared })).id ?? "";
good(await GET("/v1/comparisons")).comparisons[0]?.created.trim();
const path = { params: { path: { id } } };
good(await GET("/v1/comparisons/{id}", path)).verdict.evidence[0]?.says.trim();
good(await PUT("/v1/comparisons/{id}/link", path)).link?.trim();
good(await DELETE("/v1/comparisons/{id}/link", path));
good(await DELETE("/v1/comparisons/{id}", path));
const { code } = good(await POST("/v1/pairings", { body: { scopes: ["compare"] } }));
good(await POST("/v1/pairings/claim", { body: { code } })).token.trim();
const added = good(await POST("/v1/feeds", { body: { url: feed } }));
good(await GET("/v1/feeds")).feeds[0]?.state.trim();
good(await DELETE("/v1/feeds/{id}", { params: { path: { id: added.id } } }));
good(await GET("/v1/me")).comparisons.length.toFixed();
good(await DELETE("/v1/me"));
good(await GET("/v1/status")).features.includes("compare");
