import { configure } from "@testing-library/svelte";

// A screen that is fetched when it is wanted takes its time on a busy machine; whoever waits for nothing fails by the test's own limit.
configure({ asyncUtilTimeout: 15_000 });

// jsdom has no layout, no <dialog> methods and no WebSocket house; the least of each that the screens ask for.
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  if (!this.open) return;
  this.open = false;
  this.dispatchEvent(new Event("close"));
};
globalThis.scrollTo = () => {};
Element.prototype.scrollIntoView ??= () => {};
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
globalThis.matchMedia ??= ((query: string) => ({
  matches: false,
  media: query,
  addEventListener() {},
  removeEventListener() {},
})) as unknown as typeof matchMedia;
// The editor asks where its letters stand; here they stand nowhere.
Range.prototype.getClientRects ??= () => [] as unknown as DOMRectList;
Range.prototype.getBoundingClientRect ??= () => new DOMRect();
