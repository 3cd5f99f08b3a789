package dev.usbshare.server.usbhost;

import dev.usbshare.usb.TransferType;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.usb4java.LibUsb;

/** A device in libusb's hands that does what a test says: codes are scripted, transfers end when told to. */
final class ScriptedHandle implements LibusbHandle {

    /** A transfer as libusb holds it. */
    final class Native implements LibusbTransfer {

        final TransferEnd end;
        int endpoint;
        ByteBuffer memory = ByteBuffer.allocate(0);
        TransferType type = TransferType.CONTROL;
        boolean zeroPacket;
        boolean cancelled;
        boolean freed;

        Native(TransferEnd end) {
            this.end = end;
        }

        @Override
        public void fillControl(ByteBuffer setupAndData) {
            endpoint = 0;
            type = TransferType.CONTROL;
            memory = setupAndData;
        }

        @Override
        public void fillData(int endpointAddress, TransferType transferType, ByteBuffer data, boolean zero) {
            endpoint = endpointAddress;
            type = transferType;
            memory = data;
            zeroPacket = zero;
        }

        @Override
        public int submit() {
            synchronized (ScriptedHandle.this) {
                Integer code = submits.poll();
                if (code == null || code == LibUsb.SUCCESS) {
                    inFlight.add(this);
                    cancelled = false;
                    return LibUsb.SUCCESS;
                }
                return code;
            }
        }

        @Override
        public int cancel() {
            cancelled = true;
            if (cancelsAtOnce) {
                end(LibUsb.TRANSFER_CANCELLED, 0);
            }
            return LibUsb.SUCCESS;
        }

        @Override
        public void free() {
            freed = true;
        }

        /** As libusb's callback. */
        void end(int status, int actualBytes) {
            synchronized (ScriptedHandle.this) {
                inFlight.remove(this);
            }
            end.transferEnded(status, actualBytes);
        }
    }

    /** What {@link #handleEvents} returns next; it waits while there is none. */
    private final LinkedBlockingQueue<Integer> eventCodes = new LinkedBlockingQueue<>();

    private final List<String> calls = new ArrayList<>();
    private final Map<String, Integer> codes = new HashMap<>();
    private final Map<String, byte[]> answers = new HashMap<>();
    final ArrayDeque<Integer> submits = new ArrayDeque<>();
    final List<Native> allocated = new ArrayList<>();
    final List<Native> inFlight = new ArrayList<>();
    boolean cancelsAtOnce;
    /** Hears of each call while it is made; what it throws, the call throws. */
    Consumer<String> onCall = call -> {};

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    synchronized Native nativeInFlight(int index) {
        return inFlight.get(index);
    }

    /** @param call as {@link #calls} shows it, such as {@code claim 0} */
    synchronized ScriptedHandle answer(String call, int code) {
        codes.put(call, code);
        return this;
    }

    /** @param valueAndIndex {@code wValue/wIndex} in hex, such as {@code 301/409} */
    ScriptedHandle descriptor(String valueAndIndex, byte[] answer) {
        answers.put(valueAndIndex, answer);
        return this;
    }

    void breakEvents() {
        for (int i = 0; i < 10; i++) {
            eventCodes.add(LibUsb.ERROR_OTHER);
        }
    }

    @Override
    public int controlIn(int requestType, int request, int value, int index, ByteBuffer data, int timeoutMillis) {
        byte[] answer = answers.get("%x/%x".formatted(value, index));
        synchronized (this) {
            calls.add("get %x/%x".formatted(value, index));
        }
        if (answer == null) {
            return LibUsb.ERROR_PIPE;
        }
        int count = Math.min(answer.length, data.capacity());
        data.put(0, answer, 0, count);
        return count;
    }

    @Override
    public int detachKernelDriver(int interfaceNumber) {
        return call("detach " + interfaceNumber);
    }

    @Override
    public int attachKernelDriver(int interfaceNumber) {
        return call("attach " + interfaceNumber);
    }

    @Override
    public int claim(int interfaceNumber) {
        return call("claim " + interfaceNumber);
    }

    @Override
    public int release(int interfaceNumber) {
        return call("release " + interfaceNumber);
    }

    @Override
    public int setConfiguration(int value) {
        return call("configuration " + value);
    }

    @Override
    public int setAlternateSetting(int interfaceNumber, int alternateSetting) {
        return call("interface " + interfaceNumber + " alt " + alternateSetting);
    }

    @Override
    public int clearHalt(int endpointAddress) {
        return call("clear halt " + Integer.toHexString(endpointAddress));
    }

    @Override
    public int reset() {
        return call("reset");
    }

    @Override
    public LibusbTransfer allocate(TransferEnd end) {
        var made = new Native(end);
        allocated.add(made);
        return made;
    }

    @Override
    public int handleEvents(long timeoutMicros) {
        try {
            return eventCodes.take();
        } catch (InterruptedException e) {
            return LibUsb.ERROR_INTERRUPTED;
        }
    }

    @Override
    public void interruptEvents() {
        eventCodes.add(LibUsb.ERROR_INTERRUPTED);
    }

    @Override
    public void close() {
        call("close");
    }

    @Override
    public void exit() {
        call("exit");
    }

    private int call(String call) {
        synchronized (this) {
            calls.add(call);
        }
        onCall.accept(call);
        synchronized (this) {
            return codes.getOrDefault(call, LibUsb.SUCCESS);
        }
    }
}
