# syntax=docker/dockerfile:1
# Fonts and player, made small.
FROM node:22-bookworm-slim AS web
WORKDIR /web
COPY web/package.json web/package-lock.json web/build.mjs ./
RUN npm ci --no-audit --no-fund && node build.mjs

FROM rust:1.95-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends cmake nasm && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
COPY --from=web /web/dist web/dist
RUN cargo build --release --locked --package server

FROM debian:bookworm-slim
# The decoders are this release's packages: rebuild the image for their security updates.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates ffmpeg fonts-liberation libheif-examples poppler-utils tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --home-dir /var/lib/dizza dizza
COPY --from=build /src/target/release/dizza /usr/local/bin/dizza
USER dizza
WORKDIR /var/lib/dizza
ENV DIZZA_LISTEN=0.0.0.0:8080 DIZZA_SERVER__VAR=/var/lib/dizza
VOLUME /var/lib/dizza
EXPOSE 8080
# For nodes that serve; switch it off for workers (`--no-healthcheck`).
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200 '* ]]"]
ENTRYPOINT ["tini", "--", "dizza"]
CMD ["serve"]
