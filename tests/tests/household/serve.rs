//! `asides serve`: an evening played by a script over HTTP, and whoever has no business there.

use asides::serve::Serving;
use asides::{House, Network, Options};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

struct Served {
    host: String,
    token: String,
    _serving: Serving,
    house: House,
    _folder: tempfile::TempDir,
}

impl Served {
    async fn begin() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let house = House::open(Options::of(folder.path()).network(Network::Off)).await?;
        let serving = Serving::begin(house.clone(), 0).await?;
        let (host, token) = serving.address.trim_start_matches("http://").split_once("/#token=").unwrap();
        let (host, token) = (host.to_owned(), token.to_owned());
        Ok(Self { host, token, _serving: serving, house, _folder: folder })
    }

    /// One request as bytes, its answer's status and body.
    async fn request(&self, head: &str, body: &str) -> anyhow::Result<(u16, String)> {
        let mut stream = tokio::net::TcpStream::connect(&self.host).await?;
        let length = body.len();
        stream
            .write_all(format!("{head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}").as_bytes())
            .await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        let status = answer.split(' ').nth(1).unwrap_or_default().parse()?;
        Ok((status, answer.split_once("\r\n\r\n").unwrap_or_default().1.to_owned()))
    }

    async fn call(&self, name: &str, argument: Value) -> anyhow::Result<Value> {
        let head = format!("POST /api/{name} HTTP/1.1\r\nHost: {}\r\nx-asides-token: {}", self.host, self.token);
        let (status, body) = self.request(&head, &argument.to_string()).await?;
        anyhow::ensure!(status == 200, "{name}: {status} {body}");
        Ok(serde_json::from_str(&body)?)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_plays_an_evening() -> anyhow::Result<()> {
    let served = Served::begin().await?;
    let (status, list) = served.request(&format!("GET /api HTTP/1.1\r\nHost: {}", served.host), "").await?;
    let list: Value = serde_json::from_str(&list)?;
    assert_eq!(status, 200);
    let jot = list["calls"].as_array().unwrap().iter().find(|call| call["name"] == "jot").unwrap();
    assert_eq!((jot["argument"].as_str(), jot["answer"].as_str()), (Some("Jot"), Some("Kept")));
    assert!(list["types"].as_str().unwrap().contains("export type Jot = "));

    served.call("begin", json!({ "name": "Mara" })).await?;
    let screening =
        served.call("new_screening", json!({ "title": "A film", "length_ms": 600_000 })).await?["screening"].clone();
    served.call("set_clock", json!({ "screening": screening, "act": { "do": "start" } })).await?;
    served.call("set_clock", json!({ "screening": screening, "act": { "do": "it-says", "film_ms": 120_000 } })).await?;
    let kept = served
        .call("jot", json!({ "screening": screening, "kind": "remark", "text": "The clock has no hands." }))
        .await?;
    let film_ms = kept["film_ms"].as_i64().unwrap();
    assert!((118_000..130_000).contains(&film_ms), "two seconds before the key: {film_ms}");
    served.call("lights_up", json!({ "screening": screening })).await?;
    let discussion = served.call("discussion", json!({ "screening": screening })).await?;
    assert_eq!(discussion["moments"][0]["notes"][0]["text"], "The clock has no hands.");

    let written = served.call("write_recap", json!({ "screening": screening, "text": "It was quiet.", "base": served.call("recap", json!({ "screening": screening })).await?["version"] })).await?;
    assert_eq!(written["text"], "It was quiet.");
    let review =
        served.call("export", json!({ "screening": screening, "format": "markdown", "spoiler_free": false })).await?;
    assert!(review["files"][0]["text"].as_str().unwrap().contains("It was quiet."));
    served.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_gets_in() -> anyhow::Result<()> {
    let served = Served::begin().await?;
    let Served { host, token, .. } = &served;
    for (head, body, expect) in [
        (format!("POST /api/me HTTP/1.1\r\nHost: {host}"), "{}", (401, "no-token")),
        (
            format!("POST /api/me HTTP/1.1\r\nHost: {host}\r\nx-asides-token: {}", "0".repeat(32)),
            "{}",
            (401, "no-token"),
        ),
        (
            format!("POST /api/me HTTP/1.1\r\nHost: evil.example\r\nx-asides-token: {token}"),
            "{}",
            (403, "foreign-page"),
        ),
        (
            format!("POST /api/me HTTP/1.1\r\nHost: {host}\r\nOrigin: http://evil.example\r\nx-asides-token: {token}"),
            "{}",
            (403, "foreign-page"),
        ),
        (format!("POST /api/nothing HTTP/1.1\r\nHost: {host}\r\nx-asides-token: {token}"), "{}", (404, "unknown-call")),
        (
            format!("POST /api/begin HTTP/1.1\r\nHost: {host}\r\nx-asides-token: {token}"),
            "{\"nam\": 1}",
            (422, "bad-argument"),
        ),
        (
            format!("POST /api/begin HTTP/1.1\r\nHost: {host}\r\nx-asides-token: {token}"),
            "half {",
            (400, "bad-argument"),
        ),
    ] {
        let (status, answer) = served.request(&head, body).await?;
        assert_eq!((status, answer.contains(expect.1)), (expect.0, true), "{head}\n{answer}");
    }
    let page = served.request(&format!("GET / HTTP/1.1\r\nHost: {host}"), "").await?;
    assert_eq!(page.0, 200);
    let outside = served.request(&format!("GET /../Cargo.toml HTTP/1.1\r\nHost: {host}"), "").await?;
    assert_eq!(outside.0, 404);
    Ok(())
}
