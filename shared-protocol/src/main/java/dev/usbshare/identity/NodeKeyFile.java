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
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;

/**
 * The file a node's key lives in: PKCS#8 in PEM, mode 0600, owned by the user the node runs as.
 *
 * <p><b>Errors</b>: a key that others could have read or replaced is refused, not repaired: whether it leaked is for a
 * person to judge.
 */
public final class NodeKeyFile {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /** An Ed25519 key in PEM has 119 bytes. */
    private static final int MAX_BYTES = 4096;

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
            return decode(content);
        } finally {
            Arrays.fill(content, (byte) 0);
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
