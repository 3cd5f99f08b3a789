package dev.usbshare.client.firewall;

import dev.usbshare.client.audit.ClientEvent;
import dev.usbshare.service.audit.AuditLog;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The gate with the {@link Firewall} in it: keeps the pins it makes, and tells the audit log what it did. Thread-safe. */
public final class FirewallGate implements DeviceGate {

    private final PinBook book;
    private final AuditLog audit;
    private final InstantSource clock;

    public FirewallGate(PinBook book, AuditLog audit, InstantSource clock) {
        this.book = book;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Void> admit(Offer offer, Occasion occasion) {
        Verdict verdict = Firewall.decide(
                offer,
                occasion,
                book.allowedFrom(offer.server()),
                book.pinsAt(offer.server(), offer.listed().busId()),
                clock.instant());
        return switch (verdict) {
            case Verdict.Admitted(var pin) ->
                pin.map(p -> keep(p, occasion)).orElseGet(() -> CompletableFuture.completedStage(null));
            case Verdict.Refused refused -> {
                audit.append(new ClientEvent.DeviceRefused(
                        offer.server().toString(),
                        describe(offer),
                        refused.reason().name(),
                        refused.detail()));
                yield CompletableFuture.failedStage(new NotLetInException(refused));
            }
        };
    }

    /** Nothing comes in whose pin is not kept, or not told to the log. */
    private CompletionStage<Void> keep(DevicePin pin, Occasion occasion) {
        return book.keep(pin)
                .thenCompose(kept -> audit.append(new ClientEvent.DevicePinned(
                        occasion.actor(), pin.server().toString(), pin.busId() + " " + pin.usbId(), pin.digest())));
    }

    private static String describe(Offer offer) {
        return offer.leased().busId() + " " + offer.leased().usbId();
    }
}
