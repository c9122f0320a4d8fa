import "./style/fonts.css";
import "./style/tokens.css";
import "./style/base.css";

import { mount } from "svelte";
import App from "./App.svelte";
import { openBridge } from "./bridge";

const target = document.getElementById("app");
if (target) {
  const bridge = await openBridge();
  mount(App, { target, props: { bridge } });
}
