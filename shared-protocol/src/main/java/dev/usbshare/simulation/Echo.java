package dev.usbshare.simulation;

import io.netty.buffer.ByteBuf;

/** What an OUT endpoint takes, its IN endpoint gives back: a stream of bytes, held back while the queue between them is full. */
final class Echo implements OutPipe.Sink, InPipe.Source {

    /** What a host may send before it reads. */
    static final int CAPACITY_BYTES = 64 << 10;

    private final ByteFifo held = new ByteFifo(CAPACITY_BYTES);
    private final InPipe in;
    private final OutPipe out;

    private Echo(InPipe in, OutPipe out) {
        this.in = in;
        this.out = out;
    }

    static void connect(OutPipe out, InPipe in) {
        var echo = new Echo(in, out);
        out.sink(echo);
        in.source(echo);
    }

    @Override
    public boolean isReady() {
        return held.roomBytes() > 0;
    }

    @Override
    public void accept(ByteBuf data, boolean endsShort) {
        held.takeFrom(data);
        in.pump();
    }

    @Override
    public boolean produce(ByteBuf into) {
        if (held.sizeBytes() == 0) {
            return false;
        }
        held.giveTo(into);
        out.pump();
        return true;
    }
}
