# The usb-share server as a container. Build it beside the sources, with any builder:
#
#   docker build -t usb-share-server .
#
# The result holds Debian's base, the program, the Java runtime that it needs, and what the JVM remembers of a start. It runs as
# user 10490, needs no writable file system but /var/lib/usb-share-server and /tmp, and no capability.

ARG DEBIAN=bookworm-slim
ARG JDK=25-jdk

FROM eclipse-temurin:${JDK} AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven binutils && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN mvn -q -B -DskipTests -pl usb-share-server -am package
RUN tools/make-runtime /runtime && tools/make-image-root /image server /runtime

FROM debian:${DEBIAN}
COPY --from=build /image /
# The cache belongs to this very runtime and these very files, so it is made where they have come to rest.
RUN /usr/lib/usb-share-server/bin/usb-share-train usb-share-server /var/cache/usb-share-server
USER 10490:10490
EXPOSE 7490/udp
VOLUME /var/lib/usb-share-server
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/usb-share-server"]
CMD ["--service", "--config", "/etc/usb-share/server.yml", "--state-dir", "/var/lib/usb-share-server"]
