/** The imaginary house behind a page, for `npm run dev -- --mode fake`. Never in a built page. */
import type { Bridge } from "./bridge";
import { FakeHouse } from "./fake";
import { evening } from "./fake-evening";

export function openFakeHouse(search: string): Bridge {
  const asked = new URLSearchParams(search);
  return new FakeHouse(evening(asked.get("house") ?? "full"));
}
