package dev.usbshare.service.store;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of this JVM's own, from Debian's packages: a new cluster in a temporary directory, on a free port of 127.0.0.1, gone
 * with the JVM. The system's clusters are not touched.
 *
 * <p>Where there is none, tests are skipped; they fail instead when {@code USB_SHARE_REQUIRE_POSTGRES} is 1.
 */
final class PrivatePostgres {

    static final String USER = "postgres";
    static final String PASSWORD = "not-a-secret";

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable PrivatePostgres running;

    private final Path directory;
    private final int port;

    private PrivatePostgres(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** The one of this JVM, started by whoever asks first. */
    static synchronized PrivatePostgres running() {
        PrivatePostgres there = running;
        if (there != null) {
            return there;
        }
        Optional<Path> programs = programs();
        if (!"1".equals(System.getenv("USB_SHARE_REQUIRE_POSTGRES"))) {
            assumeThat(programs).as("PostgreSQL is installed").isPresent();
        }
        try {
            PrivatePostgres started = start(programs.orElseThrow());
            running = started;
            return started;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Path> programs() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static PrivatePostgres start(Path programs) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("postgres-");
        Path data = directory.resolve("data");
        Path password = Files.writeString(directory.resolve("password"), PASSWORD);
        Path log = directory.resolve("log");
        List<String> before = somebodyElse(directory);
        int made = exitCode(
                log,
                command(
                        before,
                        programs.resolve("initdb").toString(),
                        "--pgdata=" + data,
                        "--username=" + USER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C.UTF-8",
                        "--no-sync"));
        if (made != 0) {
            throw new IllegalStateException("initdb: " + made + "\n" + Files.readString(log));
        }
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        Process server = new ProcessBuilder(command(
                        before,
                        programs.resolve("postgres").toString(),
                        "-D",
                        data.toString(),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "port=" + port,
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "shared_buffers=16MB",
                        "-c",
                        "fsync=off"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .directory(new File("/"))
                .start();
        var postgres = new PrivatePostgres(directory, port);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> postgres.stop(server)));
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .failFast("postgres ended: " + log, () -> !server.isAlive())
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> {
                    postgres.connect("postgres").close();
                    return true;
                });
        return postgres;
    }

    /**
     * PostgreSQL refuses to run as root. What runs it as somebody else: a user namespace, in which root has another number and all its files; where
     * that is not allowed, the packages' own user.
     */
    private static List<String> somebodyElse(Path directory) throws IOException, InterruptedException {
        if (!ROOT) {
            return List.of();
        }
        List<String> namespace = List.of("unshare", "--user", "--map-user=1000", "--map-group=1000", "--");
        if (exitCode(directory.resolve("log"), command(namespace, "true")) == 0) {
            return namespace;
        }
        exitCode(directory.resolve("log"), List.of("chown", "-R", USER, directory.toString()));
        return List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups");
    }

    private static List<String> command(List<String> before, String... command) {
        var all = new ArrayList<>(before);
        all.addAll(List.of(command));
        return all;
    }

    private static int exitCode(Path log, List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .directory(new File("/"))
                .start()
                .waitFor();
    }

    /** The postmaster's death ends its children too. */
    private void stop(Process server) {
        server.toHandle().destroyForcibly();
        try {
            server.waitFor();
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // The system's temporary files are cleaned at its next start.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), USER, PASSWORD);
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Makes an empty database: its URL. */
    String freshDatabase() {
        String name = "test_" + DATABASES.incrementAndGet();
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url(name);
    }
}
