/** Where one is, as it stands after the `#` of the address. */
export type Screen = "lobby" | "dark" | "talk" | "recap";
export type Route =
  | { screen: "library" }
  | { screen: "household" }
  | { screen: "settings" }
  /** The line above other windows, in a window of its own. */
  | { screen: "jot" }
  /** Every part in every state, for whoever draws them: only a development build has it. */
  | { screen: "design" }
  | { screen: Screen; id: string; at_ms?: number; counting?: boolean };

const SCREENS: readonly string[] = ["lobby", "dark", "talk", "recap"];

export function readRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [head, id, screen] = path.split("/");
  if (head === "household" || head === "settings" || head === "jot") return { screen: head };
  if (import.meta.env.DEV && head === "design") return { screen: "design" };
  if (head === "s" && id && screen && SCREENS.includes(screen)) {
    const asked = new URLSearchParams(query);
    const at = asked.get("at");
    const route: Route = { screen: screen as Screen, id };
    if (at !== null && /^\d+$/.test(at)) route.at_ms = Number(at);
    if (asked.has("count")) route.counting = true;
    return route;
  }
  return { screen: "library" };
}

export function writeRoute(route: Route): string {
  if (route.screen === "library") return "#/";
  if (!("id" in route)) return `#/${route.screen}`;
  const query = [route.at_ms === undefined ? "" : `at=${route.at_ms}`, route.counting ? "count" : ""].filter(Boolean).join("&");
  return `#/s/${route.id}/${route.screen}${query === "" ? "" : `?${query}`}`;
}

/** The screen that a screening is at, by its state. */
export function screenFor(state: string, my_state = ""): Screen {
  // Who has not seen the end goes on from there; the lobby asks how.
  if (state === "waiting" || my_state === "slept" || my_state === "left") return "lobby";
  if (state === "over" || my_state === "finished") return "talk";
  return my_state === "" ? "lobby" : "dark";
}
