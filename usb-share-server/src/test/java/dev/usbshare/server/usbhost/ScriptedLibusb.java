package dev.usbshare.server.usbhost;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.usb4java.LibUsb;

/** Opens scripted devices, or refuses. */
final class ScriptedLibusb implements Libusb {

    final List<String> opened = new ArrayList<>();
    final ArrayDeque<ScriptedHandle> handles = new ArrayDeque<>();
    int refusal = LibUsb.SUCCESS;
    final AtomicInteger tended = new AtomicInteger();
    volatile boolean closed;

    ScriptedLibusb(ScriptedHandle... handles) {
        this.handles.addAll(List.of(handles));
    }

    @Override
    public String version() {
        return "scripted";
    }

    @Override
    public int start() {
        return LibUsb.SUCCESS;
    }

    @Override
    public void tend() {
        tended.incrementAndGet();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public synchronized LibusbHandle open(int busNumber, int deviceNumber) throws LibusbException {
        opened.add(busNumber + "/" + deviceNumber);
        if (refusal != LibUsb.SUCCESS) {
            throw new LibusbException("open", refusal);
        }
        return handles.remove();
    }
}
