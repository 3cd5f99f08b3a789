package dev.usbshare.client.vhci;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The system calls that neither the JDK nor Netty offers, with their errno. Linux only; the constants are those of
 * x86-64 and arm64.
 *
 * <p><b>Confinement</b>: thread-safe.
 */
@SuppressWarnings("restricted") // native access is what this class is for
final class NativeCalls {

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int O_WRONLY_TRUNC_CLOEXEC = 0x80201;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle SOCKETPAIR =
            handle("socketpair", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS));
    private static final MethodHandle SETSOCKOPT =
            handle("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle OPEN = handle(
            "open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT), CAPTURE, Linker.Option.firstVariadicArg(2));
    private static final MethodHandle WRITE = handle(
            "write", FunctionDescriptor.of(ValueLayout.JAVA_LONG, INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));

    /** Two connected stream sockets as raw descriptors; whoever holds the pair closes them. */
    record Descriptors(int first, int second) {}

    private NativeCalls() {}

    /** A pair of connected stream sockets that no child process inherits. */
    static Descriptors socketPair() throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment pair = arena.allocate(INT, 2);
            int result = (int) SOCKETPAIR.invokeExact(state, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
            if (result < 0) {
                throw new ErrnoException("make a socket pair", errno(state));
            }
            return new Descriptors(pair.getAtIndex(INT, 0), pair.getAtIndex(INT, 1));
        } catch (Throwable e) {
            throw asErrno(e);
        }
    }

    /**
     * Enlarges a socket's send buffer: past the system's limit where we may, else as far as the limit goes. A socket
     * that stays small is slower, not broken.
     */
    static void enlargeSendBuffer(int socket, int bytes) {
        if (!setSocketOption(socket, SO_SNDBUFFORCE, bytes)) {
            setSocketOption(socket, SO_SNDBUF, bytes);
        }
    }

    /** Writes {@code text} to an existing file in one call, as sysfs attributes want it. */
    static void writeOnce(Path file, String text) throws ErrnoException {
        int descriptor = open(file);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            long written = (long) WRITE.invokeExact(state, descriptor, memory, (long) bytes.length);
            if (written < 0) {
                throw new ErrnoException("write '" + text + "' to " + file, errno(state));
            }
            if (written < bytes.length) {
                // No error of the system's, so there is no errno: this one is what a person may make of it.
                throw new ErrnoException(
                        "write '" + text + "' to " + file + ", of which it took " + written + " bytes", Errno.EIO);
            }
        } catch (Throwable e) {
            throw asErrno(e);
        } finally {
            close(descriptor);
        }
    }

    /** Closes a descriptor. An error cannot be acted upon: Linux has released it in any case (close(2)). */
    static void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(arena.allocate(STATE), descriptor);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static int open(Path file) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int descriptor = (int) OPEN.invokeExact(state, arena.allocateFrom(file.toString()), O_WRONLY_TRUNC_CLOEXEC);
            if (descriptor < 0) {
                throw new ErrnoException("open " + file, errno(state));
            }
            return descriptor;
        } catch (Throwable e) {
            throw asErrno(e);
        }
    }

    private static boolean setSocketOption(int socket, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment memory = arena.allocateFrom(INT, value);
            int result = (int) SETSOCKOPT.invokeExact(state, socket, SOL_SOCKET, option, memory, Integer.BYTES);
            return result == 0;
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                descriptor,
                options.length == 0 ? new Linker.Option[] {CAPTURE} : options);
    }

    private static ErrnoException asErrno(Throwable e) {
        if (e instanceof ErrnoException errno) {
            return errno;
        }
        throw unchecked(e);
    }

    private static RuntimeException unchecked(@Nullable Throwable e) {
        return switch (e) {
            case Error error -> throw error;
            case RuntimeException runtime -> runtime;
            case null, default -> new IllegalStateException(e);
        };
    }
}
