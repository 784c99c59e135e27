//! Connections: time-outs, bounds, signals, graceful stop.

use super::app::{App, Shared};
use super::guard::is_loopback;
use super::router::router;
use super::{Load, Options, ServeError, body};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;

/// The longest that the head of a request may take.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// The longest that a connection may be idle.
const IDLE_TIME: Duration = Duration::from_secs(90);
/// The longest that requests in flight are waited for at the end.
const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// The most connections; more wait to be accepted.
const CONNECTIONS: usize = 2048;
/// The largest head of a request; a larger one gets 431.
const LARGEST_HEAD: usize = 64 << 10;
/// How often the file of the model is looked at.
const WATCH: Duration = Duration::from_secs(1);
/// How often comments are looked at for their age.
const HOUR: Duration = Duration::from_secs(3600);

/// Serves until a signal to stop.
pub(crate) fn run(options: Options, load: Load) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::System)?;
    let ended = runtime.block_on(serve(options, load));
    // Threads that still extract or score do not keep the program.
    runtime.shutdown_timeout(Duration::from_secs(1));
    ended
}

async fn serve(options: Options, load: Load) -> Result<(), ServeError> {
    let failed = |source| ServeError::Listen { address: options.listen.clone(), source };
    let addresses: Vec<SocketAddr> = options.listen.to_socket_addrs().map_err(failed)?.collect();
    let is_closed = |address: &SocketAddr| loopback(address.ip());
    if !addresses.iter().all(is_closed) && (options.token_file.is_none() || options.public_url.is_none()) {
        return Err(ServeError::Unsafe(options.listen));
    }
    let listener = TcpListener::bind(&addresses[..]).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let model_file = options.model_file.clone();
    let is_open = options.token_file.is_none();
    let app: Shared = Arc::new(App::new(options, load)?);
    if is_open && app.public_url.as_ref().is_some_and(|url| !is_loopback(&url.host)) {
        tracing::warn!("--public-url without --token-file: everyone who reaches that address may use this server");
    }
    // Before the line below: a signal without a handler ends the program.
    let mut signals = Signals::new().map_err(ServeError::System)?;
    // Scripts that start the server wait for this line and read the port from it.
    tracing::info!("mushrif listens on http://{address}");
    if app.desk.open {
        let page = app.public_url.as_ref().map_or_else(|| format!("http://{address}/"), super::PublicUrl::root);
        if let Err(error) = open::that_detached(format!("{page}review")) {
            tracing::warn!("no browser could be opened ({error}); open {page}review");
        }
    }
    tokio::spawn(super::review::rescore(Arc::clone(&app)));
    let erasing = app.desk.retention.map(|days| tokio::spawn(retain(Arc::clone(&app), days)));
    let watching = model_file.map(|file| tokio::spawn(watch(file, Arc::clone(&app))));
    let connections = Connections::new(&app);
    loop {
        tokio::select! {
            stream = connections.accept(&listener) => connections.serve(stream),
            told = signals.next() => match told {
                Told::Reload => drop(tokio::spawn(reload(Arc::clone(&app)))),
                Told::Stop => break,
            },
        }
    }
    drop(listener);
    tracing::info!("stopping");
    for task in [watching, erasing].into_iter().flatten() {
        task.abort();
    }
    if tokio::time::timeout(LAST_REQUESTS, connections.graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were not done in 10 seconds and are cut off");
    }
    let closing = Arc::clone(&app);
    // Waits for the disk.
    let _ = tokio::task::spawn_blocking(move || closing.store.close()).await;
    Ok(())
}

/// The connections that are open.
struct Connections {
    graceful: GracefulShutdown,
    service: TowerToHyperService<axum::Router>,
    builder: http1::Builder,
    room: Arc<Semaphore>,
}

impl Connections {
    fn new(app: &Shared) -> Self {
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(LARGEST_HEAD);
        Self {
            graceful: GracefulShutdown::new(),
            service: TowerToHyperService::new(router(Arc::clone(app))),
            builder,
            room: Arc::new(Semaphore::new(CONNECTIONS)),
        }
    }

    /// The next connection, once there is room.
    async fn accept(&self, listener: &TcpListener) -> (TcpStream, OwnedSemaphorePermit) {
        loop {
            // Never closed.
            let Ok(permit) = Arc::clone(&self.room).acquire_owned().await else { continue };
            match listener.accept().await {
                Ok((stream, _)) => return (stream, permit),
                Err(error) => {
                    // No file handles, for one: it passes when other connections end.
                    tracing::warn!("a connection could not be accepted: {error}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn serve(&self, (stream, permit): (TcpStream, OwnedSemaphorePermit)) {
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_read_timeout(Some(IDLE_TIME));
        // A client that does not read its answer.
        stream.set_write_timeout(Some(body::PATIENCE));
        let io = TokioIo::new(Box::pin(stream));
        let connection = self.graceful.watch(self.builder.serve_connection(io, self.service.clone()));
        tokio::spawn(async move {
            // What breaks a connection is its client's to see.
            let _ = connection.await;
            drop(permit);
        });
    }
}

/// Reads the model, the tokens and the secrets anew.
async fn reload(app: Shared) {
    let _ = tokio::task::spawn_blocking(move || {
        if let Err(error) = app.reload_secrets() {
            tracing::error!("tokens and secrets stay as they were: {error}");
        }
        app.reload_model();
    })
    .await;
}

/// Reads the model anew when its file changes, as `retrain` changes it.
async fn watch(file: PathBuf, app: Shared) {
    let stamp = || std::fs::metadata(&file).ok().map(|data| (data.modified().ok(), data.len()));
    let mut last = stamp();
    loop {
        tokio::time::sleep(WATCH).await;
        let now = stamp();
        if now.is_some() && now != last {
            last = now;
            let app = Arc::clone(&app);
            let _ = tokio::task::spawn_blocking(move || app.reload_model()).await;
        }
    }
}

/// Erases, every hour, comments that came more than so many days ago.
async fn retain(app: Shared, days: u32) {
    loop {
        let folder = app.store.folder().to_path_buf();
        let erased = tokio::task::spawn_blocking(move || {
            let before = super::store::now() - i64::from(days) * 86_400;
            super::erase(&folder, &super::Whose::Before(before))
        });
        match erased.await {
            Ok(Ok(erased)) if erased.comments > 0 => tracing::info!("{} comments erased by their age", erased.comments),
            Ok(Err(error)) => tracing::error!("{error}"),
            _ => {}
        }
        tokio::time::sleep(HOUR).await;
    }
}

fn loopback(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback(),
        IpAddr::V6(address) => address.to_ipv4_mapped().map_or(address.is_loopback(), |address| address.is_loopback()),
    }
}

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Stop,
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no such signal"))]
    Reload,
}

/// The signals that the server listens to.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Told {
        tokio::select! {
            _ = self.terminate.recv() => Told::Stop,
            _ = self.interrupt.recv() => Told::Stop,
            _ = self.hang_up.recv() => Told::Reload,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Told {
        let _ = tokio::signal::ctrl_c().await;
        Told::Stop
    }
}
