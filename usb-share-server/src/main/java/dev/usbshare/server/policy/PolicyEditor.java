package dev.usbshare.server.policy;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.service.audit.AuditException;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.text.PlainText;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes policies for people: what makes no sense is refused; the rest is told to the audit log, kept, and counts from then on.
 *
 * <p>Blocks; one change at a time.
 */
public final class PolicyEditor {

    private static final int LONGEST_ECHO = 80;

    /** For each decision all of them are looked at. */
    static final int MAX_POLICIES = 256;

    static final int MIN_PIN_CHARS = 4;
    static final int MAX_PIN_CHARS = 64;

    private final PolicyBook book;
    private final PolicyStore store;
    private final AuditLog audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public PolicyEditor(PolicyBook book, PolicyStore store, AuditLog audit, Clock clock) {
        this.book = book;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param pin null for none */
    public synchronized DevicePolicy create(PolicyForm form, @Nullable String pin) throws PolicyException {
        List<DevicePolicy> all = book.policies();
        if (all.stream().anyMatch(policy -> policy.name().equalsIgnoreCase(form.name()))) {
            throw new PolicyException(
                    PolicyException.Kind.CONFLICT,
                    "there is a policy " + form.name() + " already; change or delete it");
        }
        if (all.size() >= MAX_POLICIES) {
            throw new PolicyException(
                    PolicyException.Kind.CONFLICT, "there are " + MAX_POLICIES + " policies, and no more are possible");
        }
        DevicePolicy policy = form.read(pin == null ? Optional.empty() : Optional.of(hash(pin)));
        List<DevicePolicy> changed = with(all, policy);
        PolicyContradictions.between(changed, policy, clock.instant());
        keep(policy.name(), "created: " + summary(policy), () -> store.insert(policy));
        book.replace(changed);
        return policy;
    }

    /** Puts other rules in the place of a policy's; its PIN stays. */
    public synchronized DevicePolicy replace(PolicyForm form) throws PolicyException {
        DevicePolicy old = find(form.name());
        return change(form.read(old.pin()), "replaced: ");
    }

    public synchronized void delete(String name) throws PolicyException {
        DevicePolicy old = find(name);
        keep(name, "deleted", () -> store.delete(name));
        book.lockout().forgetDeleted(name);
        book.replace(
                book.policies().stream().filter(policy -> !policy.equals(old)).toList());
    }

    /** Wrong tries of the PIN before do not count any more. */
    public synchronized void setPin(String name, String pin) throws PolicyException {
        DevicePolicy policy = find(name);
        change(policy.withPin(Optional.of(hash(pin))), "PIN set: ");
        forgetTries(name, Optional.empty());
    }

    public synchronized void clearPin(String name) throws PolicyException {
        DevicePolicy without = find(name).withPin(Optional.empty());
        PolicyContradictions.within(without);
        change(without, "PIN taken away: ");
        forgetTries(name, Optional.empty());
    }

    /**
     * Ends pauses after wrong PINs.
     *
     * @param peer all peers if empty
     */
    public synchronized void unlock(String name, Optional<NodeId> peer) throws PolicyException {
        find(name);
        keep(name, "PIN unlocked for " + peer.map(NodeId::toString).orElse("all peers"), () -> {});
        forgetTries(name, peer);
    }

    /** A peer has a new identity: policies that name the old one name the new one instead, and its wrong PINs go along. */
    public synchronized void followPeer(NodeId old, NodeId replacement) throws PolicyException {
        List<DevicePolicy> followed = new ArrayList<>();
        List<DevicePolicy> all = book.policies().stream()
                .map(policy -> policy.followed(old, replacement))
                .toList();
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).equals(book.policies().get(i))) {
                followed.add(all.get(i));
            }
        }
        try {
            if (!followed.isEmpty()) {
                store.update(followed);
            }
            book.lockout().follow(old, replacement);
        } catch (RuntimeException e) {
            throw notKept(e);
        }
        if (!followed.isEmpty()) {
            book.replace(all);
        }
    }

    private DevicePolicy change(DevicePolicy policy, String what) throws PolicyException {
        List<DevicePolicy> changed = with(book.policies(), policy);
        PolicyContradictions.between(changed, policy, clock.instant());
        keep(policy.name(), what + summary(policy), () -> store.update(List.of(policy)));
        book.replace(changed);
        return policy;
    }

    private void forgetTries(String name, Optional<NodeId> peer) throws PolicyException {
        try {
            book.lockout().forget(name, peer);
        } catch (RuntimeException e) {
            throw notKept(e);
        }
    }

    /** The audit log first: nothing is allowed that it does not know of. */
    private void keep(String name, String change, Runnable storing) throws PolicyException {
        try {
            audit.keepFirst(new ServerEvent.PolicyChanged(ServerEvent.OPERATOR, name, change));
        } catch (AuditException e) {
            throw new PolicyException(PolicyException.Kind.NOT_KEPT, "nothing was changed: " + e.getMessage(), e);
        }
        try {
            storing.run();
        } catch (RuntimeException e) {
            audit.append(new ServerEvent.PolicyChanged(
                    ServerEvent.SYSTEM, name, "the change before could not be kept and does not count"));
            throw notKept(e);
        }
    }

    private static PolicyException notKept(RuntimeException cause) {
        return new PolicyException(
                PolicyException.Kind.NOT_KEPT,
                "nothing was changed: the database cannot keep it (" + cause.getMessage() + ")",
                cause);
    }

    private DevicePolicy find(String name) throws PolicyException {
        return book.policies().stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PolicyException(
                        PolicyException.Kind.UNKNOWN,
                        "there is no policy '" + PlainText.printable(name, LONGEST_ECHO) + "'; see policies"));
    }

    private static List<DevicePolicy> with(List<DevicePolicy> all, DevicePolicy policy) {
        var changed = new ArrayList<>(all);
        changed.removeIf(old -> old.name().equals(policy.name()));
        changed.add(policy);
        changed.sort(Comparator.comparing(DevicePolicy::name));
        return List.copyOf(changed);
    }

    private PinHash hash(String pin) throws PolicyException {
        try {
            if (pin.length() < MIN_PIN_CHARS
                    || !PlainText.require("a PIN", pin, MAX_PIN_CHARS).equals(pin)) {
                throw PolicyException.invalid("a PIN has " + MIN_PIN_CHARS + " to " + MAX_PIN_CHARS
                        + " characters, and no blanks around them");
            }
        } catch (IllegalArgumentException e) {
            throw new PolicyException(PolicyException.Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
        return PinHash.of(pin, random);
    }

    /** What it says, for the audit log, which cuts what is too long; not its PIN. */
    private static String summary(DevicePolicy policy) {
        PolicyForm form = PolicyForm.of(policy);
        var text = new StringBuilder();
        append(text, "devices", form.devices());
        append(text, "peers", form.peers());
        append(text, "windows", form.windows());
        append(text, "maxLength", form.maxLength());
        append(text, "warnings", form.warnings());
        append(text, "blockedClasses", form.blockedClasses());
        append(text, "pin", policy.pin().isPresent() ? "yes" : null);
        append(text, "idleTimeout", form.idleTimeout());
        append(text, "bytesPerSecond", form.bytesPerSecond());
        append(text, "takeOver", form.takeOver());
        return text.toString();
    }

    private static void append(StringBuilder text, String rule, @Nullable String value) {
        if (value != null) {
            text.append(text.isEmpty() ? "" : "; ").append(rule).append(" = ").append(value);
        }
    }
}
