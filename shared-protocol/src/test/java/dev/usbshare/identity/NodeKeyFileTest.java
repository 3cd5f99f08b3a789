package dev.usbshare.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeKeyFileTest {

    /** RFC 8032 §7.1 test 1, as {@code openssl pkey} writes it. */
    private static final String RFC_8032_TEST_1 = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """;

    private static final String RFC_8032_TEST_1_PUBLIC =
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    @TempDir
    private Path directory;

    private Path home;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        home = directory.resolve("identity");
        file = home.resolve("node.key");
    }

    @Test
    void loadOrCreate_twice_givesTheSameKey() throws Exception {
        NodeKey created = new NodeKeyFile(file).loadOrCreate();

        NodeKey loaded = new NodeKeyFile(file).loadOrCreate();

        assertThat(loaded.id()).isEqualTo(created.id());
        assertThat(loaded.privateKey().getEncoded())
                .isEqualTo(created.privateKey().getEncoded());
    }

    @Test
    void create_leavesOneFile_thatOnlyTheOwnerMayRead() throws Exception {
        new NodeKeyFile(file).loadOrCreate();

        assertThat(modeOf(file)).isEqualTo("rw-------");
        assertThat(modeOf(home)).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void load_keyOfOpenssl_givesItsPublicKey() throws Exception {
        write(RFC_8032_TEST_1);

        NodeKey key = new NodeKeyFile(file).load();

        assertThat(key.id()).isEqualTo(NodeId.parse(RFC_8032_TEST_1_PUBLIC));
    }

    @Test
    void loadOrCreate_manyAtOnce_endWithOneKey() throws Exception {
        int many = 16;
        var barrier = new CyclicBarrier(many);
        Set<NodeId> ids = new HashSet<>();
        try (var threads = Executors.newFixedThreadPool(many)) {
            List<Future<NodeId>> results = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                results.add(threads.submit(() -> {
                    barrier.await();
                    return new NodeKeyFile(file).loadOrCreate().id();
                }));
            }
            for (Future<NodeId> result : results) {
                ids.add(result.get());
            }
        }

        assertThat(ids).hasSize(1);
    }

    @Test
    void load_missing_says() {
        assertRefused(file, "no key file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwxrwxrwx"})
    void load_othersMayReadOrWrite_refusesWithTheCommand(String mode) throws Exception {
        write(RFC_8032_TEST_1);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertRefused(file, "chmod 600 " + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-"})
    void load_othersMayReplaceTheFile_refusesWithTheCommand(String mode) throws Exception {
        write(RFC_8032_TEST_1);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString(mode));

        assertRefused(file, "chmod go-w " + home.toRealPath());
    }

    @Test
    void load_ownedByAnotherUser_refusesWithTheCommand() throws Exception {
        write(RFC_8032_TEST_1);
        int owner = (int) Files.getAttribute(file, "unix:uid");
        assumeTrue(owner != 0, "root's files are good for everyone");

        assertRefused(new NodeKeyFile(file, new FileAccess(OptionalInt.of(owner + 1))), file, "chown ");
    }

    @Test
    void load_ownedByAnotherUser_refusesEvenAsRoot() throws Exception {
        write(RFC_8032_TEST_1);
        assumeTrue((int) Files.getAttribute(file, "unix:uid") == 0, "only root can give files away");
        Files.setAttribute(file, "unix:uid", 65534);

        assertRefused(file, "chown ");
    }

    @Test
    void load_empty_refuses() throws Exception {
        write("");

        assertRefused(file, "is empty");
    }

    @Test
    void load_cutAnywhere_refuses() throws Exception {
        String whole = RFC_8032_TEST_1.strip();
        for (int length = 1; length < whole.length(); length++) {
            write(whole.substring(0, length));

            assertRefused(file, "");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----",
                // A key of X25519, which has the same shape.
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                        + "-----END PRIVATE KEY-----",
            })
    void load_notAKey_refuses(String content) throws Exception {
        write(content);

        assertRefused(file, "key");
    }

    @Test
    void load_hugeFile_refusesWithoutReadingIt() throws Exception {
        write(RFC_8032_TEST_1 + "\n".repeat(1 << 20));

        assertRefused(file, "is no key file");
    }

    @Test
    void load_directory_refuses() throws Exception {
        Files.createDirectories(file);

        assertRefused(file, "not a plain file");
    }

    @Test
    void load_linkToAPlainFileOfOurs_isFollowed() throws Exception {
        write(RFC_8032_TEST_1);
        Path link = Files.createSymbolicLink(file.resolveSibling("link.key"), file);

        assertThat(new NodeKeyFile(link).loadOrCreate().id()).isEqualTo(NodeId.parse(RFC_8032_TEST_1_PUBLIC));
    }

    @Test
    void load_linkToADevice_refuses() throws Exception {
        Files.createDirectories(home);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));

        assertRefused(file, "not a plain file");
    }

    @Test
    void loadOrCreate_linkToNothing_refusesAndCreatesNothing() throws Exception {
        Files.createDirectories(home);
        Path target = directory.resolve("elsewhere.key");
        Files.createSymbolicLink(file, target);

        assertThatExceptionOfType(NodeKeyException.class)
                .isThrownBy(() -> new NodeKeyFile(file).loadOrCreate())
                .withMessageContaining("does not exist");
        assertThat(target).doesNotExist();
    }

    @Test
    void create_parentIsAFile_refuses() throws Exception {
        Path notADirectory = Files.createFile(directory.resolve("file"));

        assertThatExceptionOfType(NodeKeyException.class)
                .isThrownBy(() -> new NodeKeyFile(notADirectory.resolve("node.key")).loadOrCreate())
                .withMessageStartingWith(notADirectory.resolve("node.key").toString());
    }

    @Test
    void load_notReadable_refuses() throws Exception {
        write(RFC_8032_TEST_1);
        Files.setPosixFilePermissions(file, Set.of());
        assumeTrue(!Files.isReadable(file), "root reads everything");

        assertRefused(file, "not readable");
    }

    @Test
    void rotate_replacesTheKey_keepsTheOldOne_andSaysSo() throws Exception {
        NodeKey first = new NodeKeyFile(file).loadOrCreate();

        NodeKey second = new NodeKeyFile(file).rotate(Instant.EPOCH, NodeKeyFileTest::unheard);
        NodeKey third = new NodeKeyFile(file).rotate(Instant.EPOCH.plusSeconds(1), NodeKeyFileTest::unheard);

        NodeKey loaded = new NodeKeyFile(file).load();
        assertThat(loaded.id()).isEqualTo(third.id()).isNotEqualTo(second.id());
        assertThat(loaded.history().leadsFrom(first.id())).isTrue();
        assertThat(loaded.history().earlierIds()).containsExactly(second.id(), first.id());
        assertThat(new NodeKeyFile(home.resolve("node.key.old-1")).load().id()).isEqualTo(first.id());
        assertThat(new NodeKeyFile(home.resolve("node.key.old-2")).load().id()).isEqualTo(second.id());
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.toList())
                    .hasSize(4)
                    .allSatisfy(f -> assertThat(modeOf(f)).isEqualTo("rw-------"));
        }
    }

    @Test
    void rotate_isAnnouncedFirst_andWhatIsNotTaken_changesNothing() throws Exception {
        NodeKey first = new NodeKeyFile(file).loadOrCreate();
        var announced = new ArrayList<NodeId>();

        assertThatIllegalStateException()
                .isThrownBy(() -> new NodeKeyFile(file).rotate(Instant.EPOCH, next -> {
                    announced.add(next.id());
                    throw new IllegalStateException("not taken");
                }))
                .withMessage("not taken");

        assertThat(announced).hasSize(1).doesNotContain(first.id());
        assertThat(new NodeKeyFile(file).load().id()).isEqualTo(first.id());
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files).containsExactly(file);
        }
        NodeKey second = new NodeKeyFile(file).rotate(Instant.EPOCH, next -> announced.add(next.id()));
        assertThat(announced).last().isEqualTo(second.id());
    }

    @Test
    void rotate_interruptedBeforeTheKeyIsReplaced_leavesTheOldKeyWithItsHistory() throws Exception {
        NodeKeyFile keyFile = new NodeKeyFile(file);
        keyFile.loadOrCreate();
        NodeKey second = keyFile.rotate(Instant.EPOCH, NodeKeyFileTest::unheard);
        byte[] secondFile = Files.readAllBytes(file);
        keyFile.rotate(Instant.EPOCH.plusSeconds(1), NodeKeyFileTest::unheard);
        // As it is when everything but the key itself has been written.
        Files.write(file, secondFile);

        NodeKey loaded = keyFile.load();

        assertThat(loaded.id()).isEqualTo(second.id());
        assertThat(loaded.history().statements()).hasSize(1);
        assertThat(keyFile.rotate(Instant.EPOCH.plusSeconds(2), NodeKeyFileTest::unheard)
                        .history()
                        .earlierIds())
                .startsWith(second.id())
                .hasSize(2);
    }

    @Test
    void rotate_throughALink_replacesWhatItLeadsTo() throws Exception {
        NodeKey first = new NodeKeyFile(file).loadOrCreate();
        Path link = Files.createSymbolicLink(directory.resolve("link.key"), file);

        NodeKey second = new NodeKeyFile(link).rotate(Instant.EPOCH, NodeKeyFileTest::unheard);

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(new NodeKeyFile(file).load().id()).isEqualTo(second.id());
        assertThat(new NodeKeyFile(link).load().history().leadsFrom(first.id())).isTrue();
    }

    @Test
    void damagedHistory_isRefusedWithTheRemedy() throws Exception {
        new NodeKeyFile(file).loadOrCreate();
        new NodeKeyFile(file).rotate(Instant.EPOCH, NodeKeyFileTest::unheard);
        Files.writeString(home.resolve("node.key.history"), "AQID");

        assertThatExceptionOfType(NodeKeyException.class)
                .isThrownBy(() -> new NodeKeyFile(file).load())
                .withMessageStartingWith(home.resolve("node.key.history").toString())
                .withMessageContaining("damaged");
    }

    private static void unheard(NodeKey announced) {}

    private void write(String content) throws IOException {
        Files.createDirectories(home);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content, StandardCharsets.US_ASCII);
    }

    private static void assertRefused(Path file, String text) {
        assertRefused(new NodeKeyFile(file), file, text);
    }

    private static void assertRefused(NodeKeyFile keyFile, Path file, String text) {
        assertThatExceptionOfType(NodeKeyException.class)
                .isThrownBy(keyFile::load)
                .withMessageStartingWith(file + ": ")
                .withMessageContaining(text)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
