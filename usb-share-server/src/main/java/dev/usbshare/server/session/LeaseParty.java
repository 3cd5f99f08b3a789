package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.engine.UrbMemory;
import dev.usbshare.server.lease.Leaseholder;
import dev.usbshare.wire.ControlMessage;
import io.netty.util.concurrent.EventExecutor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the leases of one session work with.
 *
 * @param peer as it is approved now
 * @param log of all sessions
 * @param answers sends a record to the client
 */
record LeaseParty(
        long session,
        PeerConnection connection,
        Supplier<ApprovedPeer> peer,
        SessionContext context,
        UrbMemory memory,
        AttachLog log,
        Consumer<ControlMessage.FromServer> answers) {

    NodeId node() {
        return connection.peer();
    }

    Leaseholder who() {
        return Leaseholder.of(peer.get(), session);
    }

    EventExecutor executor() {
        return connection.executor();
    }

    void answer(ControlMessage.FromServer message) {
        answers.accept(message);
    }

    void onExecutor(Runnable task) {
        if (executor().inEventLoop()) {
            task.run();
        } else {
            executor().execute(task);
        }
    }
}
