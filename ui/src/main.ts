import "./style/fonts.css";
import "./style/tokens.css";
import "./style/base.css";

import { mount } from "svelte";
import "./state/textSize.svelte";
import App from "./App.svelte";
import { openBridge, openDesk } from "./bridge";

const target = document.getElementById("app");
if (target) {
  const [bridge, desk] = await Promise.all([openBridge(), openDesk()]);
  mount(App, { target, props: { bridge, desk } });
}
