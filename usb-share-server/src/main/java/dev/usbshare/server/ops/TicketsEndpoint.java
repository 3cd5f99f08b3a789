package dev.usbshare.server.ops;

import dev.usbshare.identity.AddressHint;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.identity.Ticket;
import dev.usbshare.qr.QrCode;
import dev.usbshare.qr.QrImage;
import dev.usbshare.qr.QrTerminal;
import dev.usbshare.quic.QuicTransportConfig;
import dev.usbshare.server.access.AccessRoom;
import dev.usbshare.server.access.IssuedTicket;
import dev.usbshare.server.access.TicketDesk;
import dev.usbshare.server.access.TicketEntry;
import dev.usbshare.usb.DevicePattern;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.stereotype.Component;

/**
 * {@code tickets}: invitations. Issues ({@code POST {"validFor": "24h", "addresses": "usb.example.org, 192.0.2.7:7490", "name": ..., "notes": ..., "grants":
 * "046d:*, 1-1.4", "expires": ..., "takeOver": ...}}, all optional: what {@code peers} takes is for whoever redeems it) and withdraws ({@code
 * DELETE .../id}). A ticket's text is shown once, when it is issued.
 */
@Component
@Endpoint(id = "tickets")
final class TicketsEndpoint {

    private static final Duration VALID_FOR = Duration.ofHours(24);
    private static final int PNG_SCALE = 8;

    /** A ticket without its secret. */
    record TicketRow(
            String id,
            String status,
            String name,
            String notes,
            List<String> grants,
            @Nullable Instant approvalExpires,
            boolean takeOver,
            Instant issued,
            Instant expires,
            @Nullable String redeemedBy) {

        static TicketRow of(TicketEntry ticket, Instant now) {
            var terms = ticket.terms();
            return new TicketRow(
                    ticket.id(),
                    ticket.statusAt(now).name().toLowerCase(Locale.ROOT),
                    terms.name(),
                    terms.notes(),
                    terms.grants().stream().map(DevicePattern::toString).toList(),
                    terms.expires().orElse(null),
                    terms.takeOver(),
                    ticket.issued(),
                    ticket.expires(),
                    ticket.redeemedBy().map(Object::toString).orElse(null));
        }
    }

    /**
     * A ticket as it is handed over: a secret.
     *
     * @param qr for a terminal, with its own colours
     * @param qrOnDark without colours, for a dark terminal
     * @param qrOnLight without colours, for a light terminal
     * @param png a file, in JSON as base64
     */
    record IssuedRow(
            String id,
            String text,
            List<String> addresses,
            Instant expires,
            String qr,
            String qrOnDark,
            String qrOnLight,
            String svg,
            byte[] png) {

        @Override
        public String toString() {
            return "IssuedRow[" + id + "]";
        }
    }

    private final TicketDesk desk;
    private final NodeKey key;
    private final NodeName name;
    private final OwnAddresses addresses;
    private final Clock clock = Clock.systemUTC();

    TicketsEndpoint(AccessRoom room, NodeKey key, NodeName name, OwnAddresses addresses) {
        this.desk = room.tickets();
        this.key = key;
        this.name = name;
        this.addresses = addresses;
    }

    @ReadOperation
    List<TicketRow> tickets() {
        return desk.tickets().stream()
                .map(ticket -> TicketRow.of(ticket, clock.instant()))
                .toList();
    }

    @ReadOperation
    WebEndpointResponse<Object> ticket(@Selector String id) {
        return AccessAnswers.to(() -> TicketRow.of(desk.known(id), clock.instant()));
    }

    @WriteOperation
    WebEndpointResponse<Object> issue(@Nullable String validFor, @Nullable String addresses, PeerTexts terms) {
        return AccessAnswers.to(() -> {
            List<AddressHint> hints = addresses == null ? this.addresses.all() : parse(addresses);
            // Before anything is stored: whether it can be put into words at all.
            ticket(hints, Optional.empty());
            IssuedTicket issued = desk.issue(
                    terms.terms(clock),
                    validFor == null ? VALID_FOR : PeerInputs.duration("'" + validFor + "' is no length", validFor));
            return shown(issued, ticket(hints, Optional.of(issued)));
        });
    }

    private static List<AddressHint> parse(String texts) {
        return PeerInputs.list(texts).stream()
                .map(text -> AddressHint.parse(text, QuicTransportConfig.DEFAULT_PORT))
                .toList();
    }

    private Ticket ticket(List<AddressHint> hints, Optional<IssuedTicket> issued) {
        return new Ticket(
                key.id(), hints, addresses.relays(), issued.map(IssuedTicket::secret), name.cut(Ticket.MAX_NAME_BYTES));
    }

    private static IssuedRow shown(IssuedTicket issued, Ticket ticket) {
        String text = ticket.text();
        QrCode code = QrCode.of(text.toUpperCase(Locale.ROOT));
        return new IssuedRow(
                issued.entry().id(),
                text,
                ticket.addresses().stream().map(AddressHint::toString).toList(),
                issued.entry().expires(),
                QrTerminal.COLOURED.render(code),
                QrTerminal.ON_DARK.render(code),
                QrTerminal.ON_LIGHT.render(code),
                QrImage.svg(code),
                QrImage.png(code, PNG_SCALE));
    }

    @DeleteOperation
    WebEndpointResponse<Object> withdraw(@Selector String id) {
        return AccessAnswers.toDeed(() -> desk.withdraw(id));
    }
}
