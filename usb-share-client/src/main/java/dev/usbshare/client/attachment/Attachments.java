package dev.usbshare.client.attachment;

import dev.usbshare.capture.Captures;
import dev.usbshare.client.attachment.AttachmentState.EndReason;
import dev.usbshare.client.firewall.DeviceGate;
import dev.usbshare.client.remote.Backoff;
import dev.usbshare.client.remote.ConnectMode;
import dev.usbshare.client.remote.RemoteListener;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.client.vhci.Vhci;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All attachments of this client: attaches by rule and by request, ends what its server or connection ends, and tries
 * again where that may help.
 *
 * <p><b>Confinement</b>: public methods may be called from any thread; the work is done on the event loop.
 */
public final class Attachments implements RemoteListener {

    private static final Logger LOG = LoggerFactory.getLogger(Attachments.class);

    /** How long an attachment that was asked for may take; longer than a server takes to open a device, or a kernel a port. */
    public static final Duration ATTACH_PATIENCE = Duration.ofSeconds(30);

    /** An attachment that lasts so long has worked; one that ends before is tried again ever later. */
    private static final Duration STEADY = Duration.ofSeconds(30);

    /** A device at a server, which stays the same whatever it is called. */
    private record Place(RemoteServer server, BusId busId) {
        String serverName() {
            return server.address().name();
        }
    }

    private final EventExecutor executor;
    private final Vhci vhci;
    private final DeviceGate gate;
    private final AuditLog audit;
    private volatile List<AttachRule> rules;
    private final Backoff backoff;
    private final Captures captures;
    private final AttachmentListener listener;
    private final Map<Place, Attachment> live = new HashMap<>();
    private final Map<Place, Integer> failures = new HashMap<>();
    private final Set<Place> leftAlone = new HashSet<>();
    private final Map<RemoteServer, RulePace> paces = new HashMap<>();
    private final Set<RemoteServer> pausing = new HashSet<>();
    private volatile int attachedCount;
    private int lastId;
    private boolean stopping;

    /**
     * @param audit hears of each device that comes in and goes; what it does not take is not attached
     * @param captures of attached devices
     * @param listener hears of each attachment, and measures it
     */
    public Attachments(
            EventExecutor executor,
            Vhci vhci,
            DeviceGate gate,
            AuditLog audit,
            List<AttachRule> rules,
            Backoff backoff,
            Captures captures,
            AttachmentListener listener) {
        this.executor = executor;
        this.vhci = vhci;
        this.gate = gate;
        this.audit = audit;
        this.rules = List.copyOf(rules);
        this.backoff = backoff;
        this.captures = captures;
        this.listener = listener;
    }

    /** The attachments that are not over, by id. */
    public CompletionStage<List<AttachmentView>> list() {
        return onLoop(() -> CompletableFuture.completedStage(live.values().stream()
                .map(Attachment::view)
                .sorted(Comparator.comparingInt(AttachmentView::id))
                .toList()));
    }

    /** How many attachments are on a port now; any thread may ask. */
    public int attachedCount() {
        return attachedCount;
    }

    /**
     * Attaches from now on what these rules mean, too, among what is offered already; what is attached stays. What a rule means that was not
     * there before is not left alone any more.
     */
    public CompletionStage<Void> setRules(List<AttachRule> newRules, List<RemoteServer> servers) {
        return onLoop(() -> {
            List<AttachRule> added =
                    newRules.stream().filter(rule -> !rules.contains(rule)).toList();
            rules = List.copyOf(newRules);
            leftAlone.removeIf(place -> isMeant(place, added));
            servers.forEach(this::applyRules);
            return CompletableFuture.completedStage(null);
        });
    }

    private static boolean isMeant(Place place, List<AttachRule> by) {
        return place.server().catalog().stream()
                .filter(device -> device.busId().equals(place.busId()))
                .anyMatch(device -> by.stream().anyMatch(rule -> rule.matches(place.serverName(), device)));
    }

    /** Attaches a device on request; fails with {@link AttachException}. */
    public CompletionStage<AttachmentView> attach(RemoteServer server, BusId busId) {
        return attach(server, busId, AttachOrder.PLAIN);
    }

    /**
     * Begins to attach a device on request; fails with {@link AttachException} if it cannot even begin. Ends at once, however long
     * the device takes: for who would wait in a queue.
     */
    public CompletionStage<AttachmentView> begin(RemoteServer server, BusId busId, AttachOrder order) {
        return onLoop(() -> order(server, busId, order).thenApply(Attachment::view));
    }

    /**
     * Attaches a device on request; fails with {@link AttachException}, after {@link #ATTACH_PATIENCE} at the latest unless
     * it waits in a queue.
     */
    public CompletionStage<AttachmentView> attach(RemoteServer server, BusId busId, AttachOrder order) {
        return onLoop(
                () -> order(server, busId, order).thenCompose(this::inTime).thenApply(Attachment::view));
    }

    private CompletionStage<Attachment> order(RemoteServer server, BusId busId, AttachOrder order) {
        var place = new Place(server, busId);
        if (stopping) {
            return refused("this client is stopping");
        }
        if (live.containsKey(place)) {
            return refused(busId + " of " + place.serverName() + " is attached or on its way already");
        }
        Optional<UsbDeviceInfo> device =
                server.catalog().stream().filter(d -> d.busId().equals(busId)).findFirst();
        if (device.isEmpty()) {
            return refused(
                    server.state() instanceof RemoteState.Connected
                            ? place.serverName() + " offers no device " + busId
                            : "not connected to " + place.serverName());
        }
        leftAlone.remove(place);
        return CompletableFuture.completedStage(begin(server, device.get(), place, order));
    }

    /** Whoever asked is told that it failed: then it must not come about later. */
    private CompletionStage<Attachment> inTime(Attachment attachment) {
        var deadline = executor.schedule(
                () -> {
                    if (!(attachment.state() instanceof AttachmentState.Queued)) {
                        attachment.end(
                                EndReason.FAILED,
                                "not attached within " + ATTACH_PATIENCE.toSeconds() + " s; given up");
                    }
                },
                ATTACH_PATIENCE.toMillis(),
                TimeUnit.MILLISECONDS);
        return attachment.attached().whenComplete((attached, failure) -> deadline.cancel(false));
    }

    /** Detaches on request; fails with {@link AttachException} if there is no such attachment. */
    public CompletionStage<Void> detach(int id) {
        return onLoop(() -> {
            for (Attachment a : live.values()) {
                if (a.id() == id) {
                    a.end(EndReason.DETACHED, "detached by request");
                    return CompletableFuture.completedStage(null);
                }
            }
            return CompletableFuture.failedStage(new AttachException("there is no attachment " + id));
        });
    }

    /** Ends every attachment and begins no more. */
    public CompletionStage<Void> stop() {
        return onLoop(() -> {
            stopping = true;
            List.copyOf(live.values()).forEach(a -> a.end(EndReason.STOPPING, "this client is stopping"));
            return CompletableFuture.completedStage(null);
        });
    }

    @Override
    public void stateChanged(RemoteServer server, RemoteState state) {
        switch (state) {
            case RemoteState.Connected ignored -> {
                // The catalog follows, and the rules with it.
            }
            case RemoteState.Waiting(var reason, var retryIn) -> endAll(server, reason);
            case RemoteState.Disconnected(var reason) -> endAll(server, reason);
            case RemoteState.Closed() -> {
                endAll(server, "connection closed");
                leftAlone.removeIf(place -> place.server() == server);
                paces.remove(server);
            }
            case RemoteState.Connecting(var attempt) -> {
                // Nothing is attached through a server that is being dialled.
            }
        }
    }

    @Override
    public void catalogChanged(RemoteServer server) {
        var present = new HashSet<Place>();
        server.catalog().forEach(d -> present.add(new Place(server, d.busId())));
        leftAlone.removeIf(place -> place.server() == server && !present.contains(place));
        failures.keySet().removeIf(place -> place.server() == server && !present.contains(place));
        applyRules(server);
    }

    @Override
    public void leaseEnded(RemoteServer server, LeaseId lease, RefusalCode code, String detail) {
        holderOf(server, lease).ifPresent(a -> a.end(reasonOf(code), detail.isBlank() ? code.toString() : detail));
    }

    private static EndReason reasonOf(RefusalCode code) {
        return code == RefusalCode.WITHDRAWN || code == RefusalCode.IDLE_TOO_LONG
                ? EndReason.TAKEN_BACK
                : EndReason.LEASE_ENDED;
    }

    @Override
    public void leaseWanted(RemoteServer server, LeaseId lease, int waiting, String detail) {
        holderOf(server, lease).ifPresent(a -> a.notice(waiting + " waiting for this device: " + detail));
    }

    @Override
    public void leaseEnding(RemoteServer server, LeaseId lease, int seconds, RefusalCode code, String detail) {
        holderOf(server, lease).ifPresent(a -> a.notice("ends in " + seconds + " s: " + detail));
    }

    private Optional<Attachment> holderOf(RemoteServer server, LeaseId lease) {
        return live.values().stream()
                .filter(a -> a.server() == server && a.holds(lease))
                .findFirst();
    }

    /** Begins to attach what the rules and the server's mode mean among what it offers now. On the event loop. */
    public void applyRules(RemoteServer server) {
        Duration pause = paceOf(server).pause();
        if (!pause.isZero()) {
            pause(server, pause);
            return;
        }
        for (UsbDeviceInfo device : server.catalog()) {
            var place = new Place(server, device.busId());
            boolean wanted =
                    !stopping && !live.containsKey(place) && !leftAlone.contains(place) && !failures.containsKey(place);
            if (wanted) {
                ruleFor(server, device).ifPresent(rule -> begin(server, device, place, AttachOrder.byRule(rule)));
            }
        }
    }

    private RulePace paceOf(RemoteServer server) {
        return paces.computeIfAbsent(server, s -> new RulePace(executor));
    }

    private void pause(RemoteServer server, Duration pause) {
        if (pausing.add(server)) {
            LOG.atWarn()
                    .addKeyValue("server", server.address().name())
                    .log("Its devices come and go too often; rules attach again in {} s", pause.toSeconds() + 1);
            executor.schedule(
                    () -> {
                        pausing.remove(server);
                        applyRules(server);
                    },
                    pause.toMillis() + 1,
                    TimeUnit.MILLISECONDS);
        }
    }

    private Optional<AttachRule> ruleFor(RemoteServer server, UsbDeviceInfo device) {
        String name = server.address().name();
        return rules.stream()
                .filter(rule -> rule.matches(name, device))
                .findFirst()
                .or(() -> server.mode() == ConnectMode.AUTO_DEVICES
                        ? Optional.of(new AttachRule(name, new DevicePattern.Any()))
                        : Optional.empty());
    }

    private Attachment begin(RemoteServer server, UsbDeviceInfo device, Place place, AttachOrder order) {
        var journal = new AttachmentJournal(audit, server.address().nodeId(), device);
        var attachment =
                new Attachment(++lastId, server, device, order, journal, captures, listener, () -> changed(place));
        live.put(place, attachment);
        attachment.start(gate, vhci);
        changed(place);
        return attachment;
    }

    /** An attachment moved on: log it, forget it when it is over. */
    private void changed(Place place) {
        Attachment attachment = live.get(place);
        if (attachment != null) {
            log(attachment);
            switch (attachment.state()) {
                case AttachmentState.Ended(var reason, var detail) -> over(place, attachment.server(), reason);
                case AttachmentState.Attached(var port) -> forgiveLater(place, attachment);
                case AttachmentState.Leasing ignored -> {
                    // On its way.
                }
                case AttachmentState.Queued ignored -> {
                    // Perhaps for long.
                }
                case AttachmentState.Preparing ignored -> {
                    if (attachment.isByRule()) {
                        paceOf(place.server()).take();
                    }
                }
            }
        }
        attachedCount = (int) live.values().stream()
                .filter(a -> a.state() instanceof AttachmentState.Attached)
                .count();
    }

    private void forgiveLater(Place place, Attachment attachment) {
        if (failures.containsKey(place)) {
            executor.schedule(
                    () -> {
                        if (live.get(place) == attachment) {
                            failures.remove(place);
                        }
                    },
                    STEADY.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void over(Place place, RemoteServer server, EndReason reason) {
        live.remove(place);
        switch (reason) {
            case DETACHED, NOT_LET_IN, TAKEN_BACK -> leftAlone.add(place);
            case LEASE_ENDED, FAILED -> retryLater(place, server);
            case CONNECTION_LOST, STOPPING -> {
                // A new connection brings a new catalog, and the rules with it.
            }
        }
    }

    private void retryLater(Place place, RemoteServer server) {
        int attempt = failures.merge(place, 1, Integer::sum);
        executor.schedule(
                () -> {
                    Integer now = failures.get(place);
                    if (now != null && now == attempt && !live.containsKey(place)) {
                        failures.remove(place);
                        applyRules(server);
                        if (live.containsKey(place)) {
                            failures.put(place, attempt);
                        }
                    }
                },
                backoff.after(attempt).toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void endAll(RemoteServer server, String reason) {
        List.copyOf(live.values()).stream()
                .filter(a -> a.server() == server)
                .forEach(a -> a.end(EndReason.CONNECTION_LOST, reason));
        failures.keySet().removeIf(place -> place.server() == server);
    }

    private static void log(Attachment a) {
        var line = LOG.atInfo()
                .addKeyValue("server", a.server().address().name())
                .addKeyValue("busId", a.device().busId())
                .addKeyValue("device", a.device().usbId());
        switch (a.state()) {
            case AttachmentState.Leasing() -> line.log("Asking for the device");
            case AttachmentState.Queued(var position, var holder) ->
                line.log("In line for the device at place {}, which {} has", position, holder);
            case AttachmentState.Preparing() -> line.log("Leased");
            case AttachmentState.Attached(var port) ->
                line.addKeyValue("port", port).log("Attached");
            case AttachmentState.Ended(var reason, var detail) ->
                line.addKeyValue("reason", reason).log("Not attached any more: {}", detail);
        }
    }

    private static <T> CompletionStage<T> refused(String why) {
        return CompletableFuture.failedStage(new AttachException(why));
    }

    private <T> CompletionStage<T> onLoop(Supplier<CompletionStage<T>> work) {
        return CompletableFuture.supplyAsync(work, executor).thenCompose(Function.identity());
    }
}
