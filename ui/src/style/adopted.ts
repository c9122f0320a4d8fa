/**
 * How the editor's own rules get onto the page. Its library would write them into a `<style>` element, which the page's
 * content policy forbids, and rightly; a constructed style sheet is code's own and needs no exception. In place of
 * `style-mod` (see vite.config.ts).
 */
import { StyleModule as Rules } from "../../node_modules/style-mod/src/style-mod.js";

const mounted = new WeakSet<Rules>();

export class StyleModule extends Rules {
  static override mount(_root: Document | ShadowRoot | DocumentOrShadowRoot, modules: readonly Rules[] | Rules): void {
    const sheets = ([modules].flat() as Rules[]).filter((rules) => !mounted.has(rules)).map((rules) => {
      mounted.add(rules);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(rules.getRules());
      return sheet;
    });
    // In the order given: later ones overrule earlier ones.
    if (sheets.length > 0) document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
  }
}
