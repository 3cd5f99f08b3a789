package dev.usbshare.console;

import dev.usbshare.service.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that a person names for something that is made: never one that is there already, and of mode 0600. */
public record NewFile(Path path) {

    /** Looks before anything is made. */
    public static NewFile at(String text) {
        Path path;
        try {
            path = Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw ConsoleFailure.usage("that is no path: " + Texts.line(String.valueOf(e.getReason())));
        }
        if (Files.exists(path)) {
            throw taken(path);
        }
        Path folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new ConsoleFailure(ExitCode.NO_PERMISSION, "no file can be made in " + folder);
        }
        return new NewFile(path);
    }

    /** Opens it for writing; the caller closes it. */
    public SeekableByteChannel create() {
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            return Files.newByteChannel(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner);
        } catch (FileAlreadyExistsException e) {
            throw taken(path);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes it at once. @return its path */
    public String write(byte[] bytes) {
        try (SeekableByteChannel channel = create()) {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            return path.toString();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private ConsoleFailure failed(IOException e) {
        return new ConsoleFailure(ExitCode.IO_ERROR, path + " cannot be written: " + e.getMessage());
    }

    private static ConsoleFailure taken(Path path) {
        return new ConsoleFailure(ExitCode.FAILED, path + " is there already: name a new file, or remove it");
    }
}
