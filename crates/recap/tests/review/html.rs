//! HTML of the evening, in both versions.

use insta::assert_snapshot;
use recap::{Format, Spoilers};

use crate::{review, text};

/// The body with each block on a line of its own, so that a difference shows as one.
fn body(html: &str) -> String {
    let body = html.split("<body>").nth(1).unwrap().split("</body>").next().unwrap();
    ["<h1", "<h2", "<h3", "<p", "<ul", "<li", "<table", "<tr", "<section", "<aside", "</section", "</header"]
        .iter()
        .fold(body.to_owned(), |body, tag| body.replace(tag, &format!("\n{tag}")))
}

#[test]
fn full() {
    assert_snapshot!(body(&text(&review(Spoilers::Full), Format::Html)), @r##"
    <main><header>
    <h1><bdi>The Lamplighter's Daughter</bdi> <span class="year">2016</span></h1>
    <p class="facts">Directed by <bdi>Ines Okafor</bdi>. Watched on <time datetime="2026-11-21">2026-11-21</time> by <bdi>Mara</bdi>, <bdi>Theo</bdi> and <bdi>Ruth</bdi>. Watched on <time datetime="2026-11-22">2026-11-22</time> by <bdi>Jonas</bdi>. </p>
    <p class="version spoils"><strong>This gives away the whole film.</strong> The version without spoilers is named “The Lamplighters Daughter spoiler-free.html”. One minute to read.</p>
    </header>
    <section class="text">
    <h2 dir="auto">A film about light</h2>
    <p dir="auto">The first half hour is slow, and one of us called it &quot;a clock without hands&quot;. <span class="credit">(noticed by <bdi>Theo</bdi> at <span class="time">0:04:12</span>)</span><br>We stayed.</p>
    <p dir="auto">Ruth brought up the tune. <span class="credit">(noticed by <bdi>Ruth</bdi> at <span class="time">0:38:15</span>)</span> The whistle that took him away comes back as the sound that calls him home.</p>
    </section>
    <section>
    <h2>Grades</h2>
    <table><thead>
    <tr><th scope="col">Who</th><th scope="col">Hoped for</th><th scope="col">At half an hour</th><th scope="col">After</th></tr></thead><tbody>
    <tr><th scope="row"><bdi>Mara</bdi></th><td>B</td><td>2 of 5</td><td>A-</td></tr>
    <tr><th scope="row"><bdi>Theo</bdi></th><td>A-</td><td>4 of 5</td><td>A+</td></tr>
    <tr><th scope="row"><bdi>Ruth</bdi></th><td>passed</td><td>3 of 5</td><td>A</td></tr>
    <tr><th scope="row"><bdi>Jonas</bdi></th><td>B+</td><td>3 of 5</td><td>A-</td></tr></tbody></table>
    <p>The biggest change of mind: <bdi>Mara</bdi>, from 2 of 5 at half an hour to A-.</p>
    </section>
    <section>
    <h2>What moved several of us</h2>
    <ul class="moments">
    <li><span class="time">1:31:30</span> <bdi>Theo</bdi>, <bdi>Mara</bdi>, <bdi>Ruth</bdi> and <bdi>Jonas</bdi>: tears (<bdi>Theo</bdi>, <bdi>Mara</bdi> and <bdi>Jonas</bdi>)
    <p dir="auto"><bdi>Ruth</bdi>: <bdi>The train whistle becomes the foghorn.</bdi></p></li>
    <li><span class="time">0:41:05</span> <bdi>Theo</bdi>, <bdi>Mara</bdi> and <bdi>Jonas</bdi>: shock</li>
    <li><span class="time">1:12:39</span> <bdi>Theo</bdi>, <bdi>Mara</bdi> and <bdi>Ruth</bdi>: tears (<bdi>Ruth</bdi>), love (<bdi>Theo</bdi>)
    <p dir="auto"><bdi>Mara</bdi>: <bdi>“You were the lamp, not the house.”</bdi></p></li>
    <li><span class="time">0:06:40</span> <bdi>Mara</bdi> and <bdi>Ruth</bdi>: laughter</li>
    <li><span class="time">0:12:30</span> <bdi>Ruth</bdi> and <bdi>Theo</bdi>: love (<bdi>Theo</bdi>)
    <p dir="auto"><bdi>Ruth</bdi>: <bdi>“A light is only a promise.”</bdi></p></li>
    <li><span class="time">0:49:55</span> <bdi>Ruth</bdi> and <bdi>Theo</bdi>
    <p dir="auto"><bdi>Ruth</bdi>: <bdi>Is the voice on the radio real?</bdi></p>
    <p dir="auto"><bdi>Theo</bdi>: <bdi>The radio is unplugged!</bdi></p></li>
    <li><span class="time">1:02:10</span> <bdi>Theo</bdi> and <bdi>Jonas</bdi>
    <p dir="auto"><bdi>Theo</bdi>: <bdi>How can she hear him through the glass?</bdi></p>
    <p dir="auto"><bdi>Jonas</bdi>: <bdi>Glass again, and no sound before.</bdi></p></li>
    <li><span class="time">1:44:50</span> <bdi>Mara</bdi> and <bdi>Jonas</bdi>
    <p dir="auto"><bdi>Mara</bdi>: <bdi>The light turns twice, like the first shot.</bdi></p>
    <p dir="auto"><bdi>Jonas</bdi>: <bdi>It is the first shot.</bdi></p></li></ul>
    </section>
    <section>
    <h2>Only one of us noticed</h2>
    <ul class="moments">
    <li><span class="time">0:04:12</span> <bdi>The clock has no hands.</bdi> <span class="who">noticed by <bdi>Theo</bdi></span> <span class="who">3 of 3 others have passed it</span></li>
    <li><span class="time">0:38:15</span> <bdi>She hums her mother's tune.</bdi> <span class="who">noticed by <bdi>Ruth</bdi></span> <span class="who">3 of 3 others have passed it</span></li></ul>
    </section>
    <section>
    <h2>Noticed independently</h2>
    <ul class="moments">
    <li><span class="time">1:02:10</span> <bdi>How can she hear him through the glass?</bdi> / <bdi>Glass again, and no sound before.</bdi> <span class="who">noticed by <bdi>Theo</bdi> and <bdi>Jonas</bdi></span></li>
    <li><span class="time">1:44:50</span> <bdi>The light turns twice, like the first shot.</bdi> / <bdi>It is the first shot.</bdi> <span class="who">noticed by <bdi>Mara</bdi> and <bdi>Jonas</bdi></span></li></ul>
    </section>
    <section>
    <h2>Still open</h2>
    <ul class="moments">
    <li><span class="time">0:17:20</span> <bdi>Why does she keep the third key?</bdi> <span class="who">asked by <bdi>Mara</bdi></span></li>
    <li><span class="time">0:49:55</span> <bdi>Is the voice on the radio real?</bdi> <span class="who">asked by <bdi>Ruth</bdi></span>
    <p dir="auto"><bdi>Mara</bdi>: both</p>
    <p dir="auto"><bdi>Theo</bdi>: made up (it is unplugged)</p>
    <p dir="auto"><bdi>Ruth</bdi>: real</p></li></ul>
    </section>
    <section>
    <h2>Predictions</h2>
    <ul class="moments">
    <li><span class="time">0:09:05</span> <bdi>Tobias is not her real father.</bdi> <span class="who">predicted by <bdi>Jonas</bdi>: right</span></li>
    <li><span class="time">0:21:00</span> <bdi>She burns the letters.</bdi> <span class="who">predicted by <bdi>Theo</bdi>: wrong</span></li>
    <li><span class="time">1:20:15</span> <bdi>The mother wrote the letters herself.</bdi> <span class="who">predicted by <bdi>Mara</bdi>: right</span></li></ul>
    </section></main>
    "##);
}

#[test]
fn free() {
    assert_snapshot!(body(&text(&review(Spoilers::Free), Format::Html)), @r##"
    <main><header>
    <h1><bdi>The Lamplighter's Daughter</bdi> <span class="year">2016</span></h1>
    <p class="facts">Directed by <bdi>Ines Okafor</bdi>. Watched on <time datetime="2026-11-21">2026-11-21</time> by <bdi>Mara</bdi>, <bdi>Theo</bdi> and <bdi>Ruth</bdi>. Watched on <time datetime="2026-11-22">2026-11-22</time> by <bdi>Jonas</bdi>. </p>
    <p class="version"><strong>Free of spoilers.</strong> The full version, with spoilers, is named “The Lamplighters Daughter full.html”. One minute to read.</p>
    </header>
    <section class="text">
    <h2 dir="auto">A film about light</h2>
    <p dir="auto">The first half hour is slow, and one of us called it &quot;a clock without hands&quot;. <span class="credit">(noticed by <bdi>Theo</bdi> at <span class="time">0:04:12</span>)</span><br>We stayed.</p>
    </section>
    <section>
    <h2>Grades</h2>
    <table><thead>
    <tr><th scope="col">Who</th><th scope="col">Hoped for</th><th scope="col">At half an hour</th><th scope="col">After</th></tr></thead><tbody>
    <tr><th scope="row"><bdi>Mara</bdi></th><td>B</td><td>2 of 5</td><td>A-</td></tr>
    <tr><th scope="row"><bdi>Theo</bdi></th><td>A-</td><td>4 of 5</td><td>A+</td></tr>
    <tr><th scope="row"><bdi>Ruth</bdi></th><td>passed</td><td>3 of 5</td><td>A</td></tr>
    <tr><th scope="row"><bdi>Jonas</bdi></th><td>B+</td><td>3 of 5</td><td>A-</td></tr></tbody></table>
    <p>The biggest change of mind: <bdi>Mara</bdi>, from 2 of 5 at half an hour to A-.</p>
    </section>
    <section>
    <h2>What moved several of us</h2>
    <ul class="moments">
    <li><span class="time">0:06:40</span> <bdi>Mara</bdi> and <bdi>Ruth</bdi>: laughter</li>
    <li><span class="time">0:12:30</span> <bdi>Ruth</bdi> and <bdi>Theo</bdi>: love (<bdi>Theo</bdi>)
    <p dir="auto"><bdi>Ruth</bdi>: <bdi>“A light is only a promise.”</bdi></p></li></ul>
    </section>
    <section>
    <h2>Only one of us noticed</h2>
    <ul class="moments">
    <li><span class="time">0:04:12</span> <bdi>The clock has no hands.</bdi> <span class="who">noticed by <bdi>Theo</bdi></span> <span class="who">3 of 3 others have passed it</span></li></ul>
    </section>
    <section>
    <h2>Still open</h2>
    <ul class="moments">
    <li><span class="time">0:17:20</span> <bdi>Why does she keep the third key?</bdi> <span class="who">asked by <bdi>Mara</bdi></span></li></ul>
    </section></main>
    "##);
}

#[test]
fn the_page_asks_for_nothing() {
    let page = text(&review(Spoilers::Full), Format::Html);
    let head = page.split("<style>").next().unwrap();
    assert_snapshot!(head, @r##"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="generator" content="Asides"><title>The Lamplighter's Daughter (2016)</title>"##);
    for outside in ["src=", "url(", "@import", "<script", "<link", "<iframe", "<img", "http:", "https:"] {
        assert!(!page.contains(outside), "{outside}");
    }
}
