# The program alone. Build it static before, and give the folder that it is in as the context:
#   RUSTFLAGS="-C target-feature=+crt-static" cargo build --release --features parquet --target x86_64-unknown-linux-gnu
#   docker build --file Dockerfile --tag mushrif target/x86_64-unknown-linux-gnu/release
FROM scratch
COPY mushrif /mushrif
WORKDIR /data
ENTRYPOINT ["/mushrif"]
