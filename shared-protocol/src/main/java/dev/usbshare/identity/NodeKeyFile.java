package dev.usbshare.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The file a node's key lives in: PKCS#8 in PEM, mode 0600, owned by the user the node runs as. Beside it, once the key was
 * rotated: {@code .history}, the signed statements of that, and {@code .old-1}, {@code .old-2} ..., the earlier keys.
 *
 * <p><b>Errors</b>: a key that others could have read or replaced is refused, not repaired: whether it leaked is for a
 * person to judge.
 */
public final class NodeKeyFile {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /** An Ed25519 key in PEM has 119 bytes. */
    private static final int MAX_BYTES = 4096;

    /** Whoever has rotated this often can tidy up. */
    private static final int MAX_OLD_KEYS = 999;

    private final Path path;
    private final FileAccess access;

    public NodeKeyFile(Path path) {
        this(path, FileAccess.ofThisProcess());
    }

    NodeKeyFile(Path path, FileAccess access) {
        this.path = path.toAbsolutePath().normalize();
        this.access = access;
    }

    /** The key in the file; a new one if there is no file yet. Two processes that create it at once get the same key. */
    public NodeKey loadOrCreate() throws NodeKeyException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            create();
        }
        return load();
    }

    public NodeKey load() throws NodeKeyException {
        byte[] content;
        try {
            access.check(path);
            content = read();
        } catch (NoSuchFileException e) {
            throw new NodeKeyException(
                    Files.isSymbolicLink(path)
                            ? path + ": is a link to a file that does not exist; remove the link or restore the file"
                            : path + ": no key file; restore it from a backup, or start without it for a new identity");
        } catch (AccessDeniedException e) {
            throw new NodeKeyException(
                    path + ": not readable by this user; run: chown " + access.userName() + " " + path);
        } catch (IOException e) {
            throw new NodeKeyException(path + ": cannot be read: " + reasonOf(e));
        }
        try {
            NodeKey key = decode(content);
            return key.withHistory(readHistory());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * Puts a new key in the place of the present one, which stays beside it. At every moment the file holds one of the two, whole.
     *
     * @param announce hears of the new key before anything of it is on disk; what it throws leaves everything as it is
     * @return the new key; the old one is still what running transports use
     * @throws NodeKeyException if the old key stays in the file
     */
    public NodeKey rotate(Instant now, Consumer<NodeKey> announce) throws NodeKeyException {
        NodeKey next = load().successor(now);
        announce.accept(next);
        try {
            Path file = path.toRealPath();
            Path directory = parentOf(file);
            // The statements first: they say nothing of a key that is not there yet.
            replace(historyOf(file), historyText(next.history()), directory);
            keepOld(file);
            // The old key's other name and the statements have to outlive a power cut that the new key does.
            access.sync(directory);
            replace(file, encode(next), directory);
        } catch (IOException e) {
            throw new NodeKeyException(path + ": cannot be rotated: " + reasonOf(e)
                    + "; the old key stays in use, make its directory writable and try again");
        }
        syncQuietly();
        return next;
    }

    /** The new key is in its place; should a power cut take that back, the old one is there. */
    private void syncQuietly() {
        try {
            access.sync(parentOf(path.toRealPath()));
        } catch (IOException | NodeKeyException e) {
            // Nothing that a person could do better by trying again.
        }
    }

    private void replace(Path file, byte[] content, Path directory) throws IOException {
        Path draft = directory.resolve("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            write(draft, content, access.ownerOnly(directory, "rw-------"));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void keepOld(Path file) throws IOException {
        for (int number = 1; number <= MAX_OLD_KEYS; number++) {
            Path old = file.resolveSibling(file.getFileName() + ".old-" + number);
            try {
                Files.createLink(old, file);
                return;
            } catch (FileAlreadyExistsException e) {
                // An earlier rotation's.
            }
        }
        throw new IOException("there are " + MAX_OLD_KEYS + " old keys beside it already; move them away");
    }

    private static Path historyOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".history");
    }

    private static byte[] historyText(IdentityHistory history) {
        return (Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(history.encode()) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private IdentityHistory readHistory() throws NodeKeyException {
        Path file = path;
        try {
            file = historyOf(path.toRealPath());
            return IdentityHistory.decode(Base64.getMimeDecoder().decode(readText(file)));
        } catch (NoSuchFileException e) {
            return IdentityHistory.NONE;
        } catch (IOException e) {
            throw new NodeKeyException(file + ": cannot be read: " + reasonOf(e));
        } catch (IllegalArgumentException e) {
            throw new NodeKeyException(file + ": is damaged (" + e.getMessage()
                    + "); restore it from a backup, or delete it: peers that have not met this node since its last"
                    + " rotations will not know it then");
        }
    }

    private static String readText(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII);
        }
    }

    private byte[] read() throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            return file.readNBytes(MAX_BYTES + 1);
        }
    }

    private NodeKey decode(byte[] content) throws NodeKeyException {
        if (content.length == 0) {
            throw new NodeKeyException(path + ": is empty; restore it from a backup, or delete it for a new identity");
        }
        String text = new String(content, StandardCharsets.US_ASCII).strip();
        if (content.length > MAX_BYTES || !text.startsWith(BEGIN)) {
            throw new NodeKeyException(path + ": is no key file (PEM \"PRIVATE KEY\" expected); check the path");
        }
        if (!text.endsWith(END)) {
            throw new NodeKeyException(
                    path + ": is cut short; restore it from a backup, or delete it for a new identity");
        }
        try {
            String base64 = text.substring(BEGIN.length(), text.length() - END.length());
            return NodeKey.ofPkcs8(Base64.getMimeDecoder().decode(base64));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new NodeKeyException(
                    path + ": holds no Ed25519 key; restore it from a backup, or delete it for a new identity");
        }
    }

    private void create() throws NodeKeyException {
        Path directory = parentOf(path);
        try {
            Files.createDirectories(directory, access.ownerOnly(directory, "rwx------"));
            Path draft = directory.resolve("." + path.getFileName() + "." + UUID.randomUUID());
            try {
                write(draft, encode(NodeKey.generate()), access.ownerOnly(directory, "rw-------"));
                publish(draft);
            } finally {
                Files.deleteIfExists(draft);
            }
            access.sync(directory);
        } catch (AccessDeniedException e) {
            throw new NodeKeyException(path + ": cannot be created by user " + access.userName() + "; make " + directory
                    + " writable for it");
        } catch (IOException e) {
            throw new NodeKeyException(path + ": cannot be created: " + reasonOf(e));
        }
    }

    private static byte[] encode(NodeKey key) {
        byte[] encoded = key.privateKey().getEncoded();
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        Arrays.fill(encoded, (byte) 0);
        return (BEGIN + "\n" + base64 + "\n" + END + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void write(Path file, byte[] content, FileAttribute<?>[] attributes) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, attributes)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** Gives the complete draft its name, unless another process was first: a hard link never replaces a file. */
    private void publish(Path draft) throws IOException {
        try {
            Files.createLink(path, draft);
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (UnsupportedOperationException e) {
            Files.move(draft, path);
        }
    }

    private static Path parentOf(Path path) throws NodeKeyException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new NodeKeyException(path + ": is a directory; name a file");
        }
        return parent;
    }

    private static String reasonOf(IOException e) {
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
