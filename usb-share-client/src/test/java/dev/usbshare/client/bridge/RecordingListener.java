package dev.usbshare.client.bridge;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import java.util.ArrayList;
import java.util.List;

final class RecordingListener implements BridgeListener {

    record Late(int bytes, boolean kept) {}

    record Completed(TransferType type, Direction direction, int bytes, long nanos, int status) {}

    final List<Completed> completed = new ArrayList<>();
    final List<Integer> refused = new ArrayList<>();
    final List<BridgeEnd> ends = new ArrayList<>();
    final List<Late> late = new ArrayList<>();
    int unlinked;
    int descriptors;

    @Override
    public void urbCompleted(TransferType type, Direction direction, int bytes, long nanos, int status) {
        completed.add(new Completed(type, direction, bytes, nanos, status));
    }

    @Override
    public void urbUnlinked() {
        unlinked++;
    }

    @Override
    public void lateData(int bytes, boolean kept) {
        late.add(new Late(bytes, kept));
    }

    @Override
    public void urbRefused(int status) {
        refused.add(status);
    }

    @Override
    public void descriptorAnswered() {
        descriptors++;
    }

    @Override
    public void ended(BridgeEnd end) {
        ends.add(end);
    }
}
