package dev.usbshare.client.vhci;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** A reference of its own to a socket, as vhci_hcd takes one, with blocking reads and writes. */
@SuppressWarnings("restricted")
final class RawSocket {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle DUP =
            handle("dup", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final FunctionDescriptor TRANSFER = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT);
    private static final MethodHandle SEND = handle("send", TRANSFER);
    private static final MethodHandle RECV = handle("recv", TRANSFER);
    private static final int NO_FLAGS = 0;

    private final int descriptor;

    private RawSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    static RawSocket duplicate(int descriptor) {
        try {
            return new RawSocket((int) DUP.invokeExact(descriptor));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    void write(byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            long sent = (long) SEND.invokeExact(descriptor, memory, (long) bytes.length, NO_FLAGS);
            if (sent != bytes.length) {
                throw new IllegalStateException("sent " + sent);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** What one read gives; empty at the end of the stream. */
    String read() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(100);
            long received = (long) RECV.invokeExact(descriptor, memory, memory.byteSize(), NO_FLAGS);
            return new String(memory.asSlice(0, received).toArray(ValueLayout.JAVA_BYTE), US_ASCII);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    void close() {
        NativeCalls.close(descriptor);
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }
}
