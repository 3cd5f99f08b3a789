package dev.usbshare.client.vhci.inprocess;

import dev.usbshare.client.vhci.inprocess.Breach.Rule;
import dev.usbshare.usb.UrbStatus;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the double's kernel waits for: requests by seqnum ({@code priv_rx}) and unlinks by theirs ({@code unlink_rx}).
 *
 * <p><b>Confinement</b>: the port's event loop.
 */
final class UrbTable {

    /** Answers remembered, only to name a breach well: unknown, twice or too late. */
    private static final int MAX_REMEMBERED = 4096;

    /** Linux's highest errno (MAX_ERRNO, include/linux/err.h). */
    private static final int MAX_ERRNO = 4095;

    private final IntObjectHashMap<KernelUrb> waiting = new IntObjectHashMap<>();
    private final IntObjectHashMap<KernelUrb> unlinks = new IntObjectHashMap<>();
    /** For each endpoint the requests whose answers must come in this order: all but those being unlinked. */
    private final Map<Integer, Set<KernelUrb>> order = new HashMap<>();

    private final Map<Integer, Rule> answered = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Rule> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    void sent(KernelUrb urb) {
        urb.state = KernelUrb.State.SENT;
        waiting.put(urb.seqnum(), urb);
        answered.remove(urb.seqnum());
        if (!urb.unlinking) {
            ordered(urb).add(urb);
        }
    }

    /** From now on its answer may come at any time. */
    void unlinking(KernelUrb victim) {
        ordered(victim).remove(victim);
    }

    void unlinkSent(int seqnum, KernelUrb victim) {
        unlinks.put(seqnum, victim);
    }

    /** Takes the request that a RET_SUBMIT answers out of the table. */
    KernelUrb answer(int seqnum, int status) throws BreachException {
        KernelUrb urb = waiting.get(seqnum);
        if (urb == null) {
            Rule rule = answered.getOrDefault(seqnum, Rule.UNKNOWN_SEQNUM);
            throw new BreachException(rule, "RET_SUBMIT for seqnum " + Integer.toUnsignedString(seqnum));
        }
        requireErrno(seqnum, status);
        Set<KernelUrb> earlier = ordered(urb);
        if (!urb.unlinking && !isRefusal(status) && earlier.iterator().next() != urb) {
            throw new BreachException(
                    Rule.ORDER,
                    "RET_SUBMIT for seqnum " + Integer.toUnsignedString(seqnum) + " before that of "
                            + Integer.toUnsignedString(earlier.iterator().next().seqnum()));
        }
        waiting.remove(seqnum);
        earlier.remove(urb);
        answered.put(seqnum, Rule.ANSWERED_TWICE);
        return urb;
    }

    /** A RET_UNLINK: gives the request back if it still waits. */
    void unlinked(int seqnum, int status) throws BreachException {
        KernelUrb victim = unlinks.remove(seqnum);
        if (victim == null) {
            throw new BreachException(Rule.UNLINK_UNKNOWN, "RET_UNLINK for seqnum " + Integer.toUnsignedString(seqnum));
        }
        requireErrno(seqnum, status);
        if (waiting.remove(victim.seqnum()) == null) {
            return; // answered meanwhile
        }
        answered.put(victim.seqnum(), Rule.ANSWERED_AFTER_UNLINK);
        if (status == UrbStatus.OK) {
            victim.giveBack(UrbStatus.ESHUTDOWN);
            throw new BreachException(
                    Rule.UNLINK_STATUS,
                    "RET_UNLINK with status 0 for seqnum " + Integer.toUnsignedString(victim.seqnum())
                            + ", which has no answer");
        }
        victim.giveBack(status);
    }

    boolean isIdle() {
        return waiting.isEmpty() && unlinks.isEmpty();
    }

    int waitingCount() {
        return waiting.size();
    }

    /** Empties the table and gives everything back. */
    void giveBackAll(int status) {
        List<KernelUrb> all = new ArrayList<>(waiting.values());
        waiting.clear();
        unlinks.clear();
        order.clear();
        all.forEach(urb -> urb.giveBack(status));
    }

    private Set<KernelUrb> ordered(KernelUrb urb) {
        return Objects.requireNonNull(order.computeIfAbsent(urb.orderKey(), key -> new LinkedHashSet<>()));
    }

    private static void requireErrno(int seqnum, int status) throws BreachException {
        if (status > 0 || status < -MAX_ERRNO) {
            throw new BreachException(
                    Rule.STATUS, "status " + status + " for seqnum " + Integer.toUnsignedString(seqnum));
        }
    }

    /** Endings of a request that never started: they may overtake those that did. */
    private static boolean isRefusal(int status) {
        return switch (status) {
            case UrbStatus.ENOENT, UrbStatus.ENOMEM, UrbStatus.EINVAL, UrbStatus.EMSGSIZE, UrbStatus.ESHUTDOWN -> true;
            default -> false;
        };
    }
}
