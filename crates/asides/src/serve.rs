//! `asides serve`: the same house and the same screens for a machine without a display, on 127.0.0.1 alone.
//!
//! Whoever holds the token in the printed address speaks for this device. It stands in the address's fragment, which no
//! browser sends, and travels in a header. The Host must be the loopback address that was printed, so that a page of
//! somebody else's cannot reach the house under another name.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use rust_embed::RustEmbed;
use serde_json::Value;

use crate::api::{self, Problem};
use crate::house::{Caller, House};

/// The most that a call's argument may weigh.
const ARGUMENT_BYTES_MAX: usize = 1 << 20;
/// How long a new listener has to show its token.
const TOKEN_WAIT_MAX: Duration = Duration::from_secs(10);

const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; \
    img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'; frame-ancestors 'none'";

/// The UI, as built.
#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
struct Pages;

#[derive(Clone)]
struct Door {
    house: House,
    token: Arc<str>,
    port: u16,
}

/// A house that listens on loopback.
pub struct Serving {
    /// The address to open, with the token in its fragment.
    pub address: String,
    running: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Serving {
    /// Begins to listen; port 0 takes any free one.
    ///
    /// # Errors
    /// When the port is taken or may not be used.
    pub async fn begin(house: House, port: u16) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        let port = listener.local_addr()?.port();
        let mut secret = [0; 16];
        getrandom::fill(&mut secret).map_err(|error| std::io::Error::other(error.to_string()))?;
        let token: Arc<str> = data_encoding::HEXLOWER.encode(&secret).into();
        let address = format!("http://127.0.0.1:{port}/#token={token}");
        let app = routes(Door { house, token, port });
        let running = tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Self { address, running })
    }

    /// Waits until it ends, which it does by itself only when the system takes the port away.
    ///
    /// # Errors
    /// What the system said.
    pub async fn wait(self) -> std::io::Result<()> {
        self.running.await.unwrap_or_else(|error| Err(std::io::Error::other(error)))
    }

    /// Stops listening.
    pub fn stop(&self) {
        self.running.abort();
    }
}

fn routes(door: Door) -> Router {
    Router::new()
        .route("/api", get(list))
        .route("/api/{name}", post(call))
        .route("/events", get(events))
        .fallback(get(page))
        .layer(DefaultBodyLimit::max(ARGUMENT_BYTES_MAX))
        .layer(from_fn_with_state(door.clone(), guard))
        .with_state(door)
}

/// Lets only our own address in, and puts the headers on whatever goes out.
async fn guard(State(door): State<Door>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let ours = [format!("127.0.0.1:{}", door.port), format!("localhost:{}", door.port)];
    let origin = request.headers().get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let foreign = origin.is_some_and(|origin| !ours.iter().any(|ours| origin == format!("http://{ours}")));
    let mut response = if !ours.iter().any(|ours| ours == host) || foreign {
        refuse(
            StatusCode::FORBIDDEN,
            "foreign-page",
            "Only the address that was printed reaches this house. Nothing was changed.",
        )
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    response
}

fn refuse(status: StatusCode, code: &str, says: &str) -> Response {
    (status, Json(Problem::new(code, says))).into_response()
}

/// Compares in a time that does not depend on where the two differ.
fn same(given: &str, token: &str) -> bool {
    given.len() == token.len() && given.bytes().zip(token.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

fn token_fits(headers: &HeaderMap, door: &Door) -> bool {
    headers.get("x-asides-token").and_then(|token| token.to_str().ok()).is_some_and(|token| same(token, &door.token))
}

async fn list() -> Json<Value> {
    Json(serde_json::json!({ "calls": api::calls(), "types": api::typescript::typescript() }))
}

async fn call(State(door): State<Door>, Path(name): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    if !token_fits(&headers, &door) {
        return refuse(
            StatusCode::UNAUTHORIZED,
            "no-token",
            "This page was opened without the secret part of the address. Nothing was changed. Open the whole address that `asides serve` printed.",
        );
    }
    let argument = if body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&body) };
    let Ok(argument) = argument else {
        return refuse(StatusCode::BAD_REQUEST, "bad-argument", "The argument is no JSON. Nothing was changed.");
    };
    match door.house.ask_json(Caller::Window, &name, argument).await {
        Ok(answer) => Json(answer).into_response(),
        Err(problem) => {
            let status =
                if problem.code == "unknown-call" { StatusCode::NOT_FOUND } else { StatusCode::UNPROCESSABLE_ENTITY };
            (status, Json(problem)).into_response()
        }
    }
}

async fn events(State(door): State<Door>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.max_message_size(1_024).on_upgrade(move |socket| async move { tell(socket, door).await })
}

/// Passes events on to one listener; the first message must be the token.
async fn tell(mut socket: WebSocket, door: Door) {
    match tokio::time::timeout(TOKEN_WAIT_MAX, socket.recv()).await {
        Ok(Some(Ok(Message::Text(token)))) if same(&token, &door.token) => {}
        _ => return,
    }
    let mut says = door.house.events();
    loop {
        tokio::select! {
            heard = socket.recv() => if !matches!(heard, Some(Ok(_))) { return },
            say = says.recv() => {
                let text = match say {
                    Ok(say) => serde_json::to_string(&say).unwrap_or_default(),
                    // It fell behind: it asks for everything again.
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => r#"{"event":"library"}"#.to_owned(),
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                };
                if socket.send(Message::Text(text.into())).await.is_err() { return }
            }
        }
    }
}

async fn page(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let name = if path.is_empty() { "index.html" } else { path };
    let Some(file) = Pages::get(name) else {
        return (StatusCode::NOT_FOUND, "There is no such page.").into_response();
    };
    let kept = if name.starts_with("assets/") { "max-age=31536000, immutable" } else { "no-store" };
    ([(header::CONTENT_TYPE, kind_of(name)), (header::CACHE_CONTROL, kept)], file.data.into_owned()).into_response()
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
