"""The one door to the web: address policy, pinned connections, deadlines, pages, politeness."""
