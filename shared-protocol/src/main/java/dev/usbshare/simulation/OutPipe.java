package dev.usbshare.simulation;

import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.UrbStatus;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** Host to device: transfers are handed to the device's sink piece by piece, as fast as it takes them. */
final class OutPipe extends Pipe {

    /** The device's logic behind an OUT endpoint. */
    interface Sink {

        /** Whether it can take data; if not, the endpoint answers NAK until {@link OutPipe#pump()}. */
        boolean isReady();

        /**
         * Takes some or all of the data by reading it; called only when ready, then takes at least a byte of what is
         * there. Borrows {@code data}.
         *
         * @param endsShort whether a short or zero-length packet closes the transfer behind this data
         */
        void accept(ByteBuf data, boolean endsShort);
    }

    private Sink sink = new Sink() {
        @Override
        public boolean isReady() {
            return false;
        }

        @Override
        public void accept(ByteBuf data, boolean endsShort) {
            // Never ready, never called.
        }
    };

    OutPipe(EndpointDescriptor endpoint, Consumer<Transfer> ended) {
        super(endpoint, ended);
    }

    void sink(Sink newSink) {
        sink = newSink;
    }

    @Override
    boolean advance(Transfer first) {
        while (sink.isReady()) {
            ByteBuf data = first.data();
            int before = data.readableBytes();
            sink.accept(data, first.endsShort(maxPacketBytes()));
            first.moved(before - data.readableBytes());
            if (!data.isReadable()) {
                first.end(UrbStatus.OK);
                return true;
            }
            if (isHalted()) {
                first.end(UrbStatus.EPIPE);
                return true;
            }
        }
        return false;
    }

    @Override
    void reset() {
        // Nothing is kept on the device's side.
    }
}
