package dev.usbshare.server.engine;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * The streams with answers to flush once what runs now is done, so that a batch of answers leaves together.
 *
 * <p><b>Confinement</b>: the engine's executor.
 */
final class FlushBatch {

    private final EventExecutor executor;
    private final List<EndpointStream> dirty = new ArrayList<>();
    private boolean scheduled;

    FlushBatch(EventExecutor executor) {
        this.executor = executor;
    }

    void add(EndpointStream stream) {
        dirty.add(stream);
        if (!scheduled) {
            scheduled = true;
            executor.execute(this::flush);
        }
    }

    private void flush() {
        scheduled = false;
        // By index: a flush can make room, which can let frames in, whose answers add their streams here.
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).flush();
        }
        dirty.clear();
    }
}
