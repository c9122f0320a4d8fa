import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Say } from "./api";
import { OUT_OF_REACH, Refusal, STRANGE_ANSWER } from "./bridge";
import { HttpBridge, takeToken } from "./http";

class FakeSocket {
  static all: FakeSocket[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: () => void;
  sent: string[] = [];
  constructor(readonly address: URL) {
    FakeSocket.all.push(this);
  }
  send(text: string) {
    this.sent.push(text);
  }
}

beforeEach(() => {
  FakeSocket.all = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const answer = (status: number, body: unknown) => vi.stubGlobal("fetch", vi.fn(async () => new Response(typeof body === "string" ? body : JSON.stringify(body), { status })));
const refused = (bridge: HttpBridge) => bridge.call("me", {}).then(() => undefined, (thrown: Refusal) => thrown);

test("the token leaves the address bar at once and stays for this tab", () => {
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) } as unknown as Storage;
  const past = { replaceState: vi.fn() } as unknown as History;
  expect(takeToken({ hash: "#token=ab12", pathname: "/", search: "" } as Location, past, storage)).toBe("ab12");
  expect(past.replaceState).toHaveBeenCalledWith(null, "", "/");
  expect(takeToken({ hash: "#/household", pathname: "/", search: "" } as Location, past, storage)).toBe("ab12");
  expect(takeToken({ hash: "", pathname: "/", search: "" } as Location, past, undefined)).toBe("");
});

test("a call posts its argument with the token in a header, never in the address", async () => {
  answer(200, { started: true });
  await new HttpBridge("ab12").call("search", { text: "lamp" });
  const [address, request] = vi.mocked(fetch).mock.calls[0] as unknown as [string, RequestInit & { headers: Record<string, string> }];
  expect(address).toBe("/api/search");
  expect(request.headers["x-asides-token"]).toBe("ab12");
  expect(request.body).toBe('{"text":"lamp"}');
});

test("a refusal comes with the house's own sentence", async () => {
  answer(422, { code: "empty-text", says: "The note is empty; nothing was written." });
  expect(await refused(new HttpBridge("t"))).toMatchObject({ code: "empty-text", says: "The note is empty; nothing was written." });
});

test("no house, or one that talks nonsense, is a refusal too", async () => {
  vi.stubGlobal("fetch", vi.fn(async () => Promise.reject(new TypeError("Failed to fetch"))));
  expect((await refused(new HttpBridge("t")))?.code).toBe(OUT_OF_REACH);
  answer(502, "<html>");
  expect((await refused(new HttpBridge("t")))?.code).toBe(STRANGE_ANSWER);
  answer(500, { message: "?" });
  expect((await refused(new HttpBridge("t")))?.code).toBe(STRANGE_ANSWER);
});

test("the first message is the token; what is said is heard; nonsense is passed over", () => {
  const bridge = new HttpBridge("ab12");
  const heard: Say[] = [];
  bridge.onSay((say) => heard.push(say));
  bridge.listen();
  const [socket] = FakeSocket.all;
  socket!.onopen!();
  expect(socket!.sent).toEqual(["ab12"]);
  expect(String(socket!.address)).toMatch(/^ws:.*\/events$/);
  socket!.onmessage!({ data: '{"event":"library"}' });
  socket!.onmessage!({ data: "{" });
  expect(heard).toEqual([{ event: "library" }]);
});

test("a lost line is tried again, ever more slowly, and its return is told", () => {
  const bridge = new HttpBridge("t");
  const lines: string[] = [];
  bridge.onLine((line) => lines.push(line));
  bridge.listen();
  FakeSocket.all[0]!.onopen!();
  FakeSocket.all[0]!.onclose!();
  expect(lines).toEqual(["open", "lost"]);
  vi.advanceTimersByTime(250);
  expect(FakeSocket.all.length).toBe(2);
  FakeSocket.all[1]!.onclose!();
  vi.advanceTimersByTime(499);
  expect(FakeSocket.all.length).toBe(2);
  vi.advanceTimersByTime(1);
  FakeSocket.all[2]!.onopen!();
  expect(lines).toEqual(["open", "lost", "open"]);
});
