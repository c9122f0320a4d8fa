/** What was begun and not yet sent: it outlives a redraw, a failed try and a look at another screen. */
const drafts = $state<Record<string, string>>({});

export function draft(key: string): string {
  return drafts[key] ?? "";
}

export function setDraft(key: string, text: string): void {
  if (text === "") delete drafts[key];
  else drafts[key] = text;
}
