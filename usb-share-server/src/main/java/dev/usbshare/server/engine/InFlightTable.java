package dev.usbshare.server.engine;

import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The URBs of one lease that have no answer yet, by their ids, and what they are charged.
 *
 * <p><b>Confinement</b>: the engine's executor.
 */
final class InFlightTable {

    private final IntObjectHashMap<InFlightUrb> urbs = new IntObjectHashMap<>();
    private final UrbBudget budget;

    InFlightTable(UrbMemory memory) {
        this.budget = new UrbBudget(memory);
    }

    /** @throws ProtocolException if an URB with that id is in here */
    void requireFree(int urbId) {
        if (urbs.containsKey(urbId)) {
            throw new ProtocolException(CloseCode.UNEXPECTED, "URB id " + urbId + " is in flight already");
        }
    }

    /** Memory for one more URB, charged; null if it may not be in flight. The URB is to be entered next. */
    @Nullable
    ByteBuf charge(int urbBytes) {
        return budget.admit(urbBytes);
    }

    void enter(InFlightUrb urb) {
        urbs.put(urb.id(), urb);
    }

    @Nullable
    InFlightUrb find(int urbId) {
        return urbs.get(urbId);
    }

    /** False if it has ended before, or never was in here. */
    boolean holds(InFlightUrb urb) {
        return urbs.get(urb.id()) == urb;
    }

    /**
     * The URB has ended; its bytes stay charged until {@link #answerLeft}.
     *
     * @return false if it had ended before: then nothing is to be done for it any more
     */
    boolean leave(InFlightUrb urb) {
        if (!holds(urb)) {
            return false;
        }
        urbs.remove(urb.id());
        budget.urbEnded();
        return true;
    }

    /** The URB's answer is with the network, or there is to be none. */
    void answerLeft(InFlightUrb urb) {
        budget.bytesLeft(urb.chargedBytes);
    }

    /** A copy: what is done to them may end them. */
    List<InFlightUrb> all() {
        return List.copyOf(urbs.values());
    }

    int size() {
        return urbs.size();
    }

    /** Bytes of URBs in here and of answers that have not left yet. */
    long bytes() {
        return budget.bytes();
    }
}
