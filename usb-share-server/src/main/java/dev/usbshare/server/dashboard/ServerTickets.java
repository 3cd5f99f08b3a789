package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.Call;
import dev.usbshare.dashboard.CodeDialog.Text;
import dev.usbshare.dashboard.Dialog;
import dev.usbshare.qr.QrCode;
import dev.usbshare.tui.Ink;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an operator hands over to a client's. */
final class ServerTickets {

    /** Makes a ticket that admits. */
    static final Call INVITE = Call.post("", Map.of(), "tickets");

    private ServerTickets() {}

    /** How clients reach this server; nothing secret. */
    static Dialog connect(ServerData.Connection connection) {
        return new Dialog.Code(
                "How to connect",
                List.of(
                        new Text("Node id", Ink.STRONG, connection.nodeId()),
                        new Text("Fingerprint", Ink.TEXT, connection.fingerprint()),
                        new Text(
                                "Addresses",
                                Ink.ACCENT,
                                connection.addresses().isEmpty()
                                        ? "none found"
                                        : String.join(" ", connection.addresses())),
                        new Text("On the client", Ink.TEXT, "press a in its dashboard, and type or paste this ticket:"),
                        new Text("Ticket", Ink.STRONG, connection.ticket()),
                        new Text("", Ink.FAINT, "Names this server; who uses it still needs your approval: p.")),
                code(connection.ticket()),
                'c',
                List.of(new Dialog.Answer('t', "ticket that admits", INVITE)));
    }

    /** A ticket that admits. */
    static Dialog invitation(String ticket, Instant expires) {
        return new Dialog.Code(
                "An invitation",
                List.of(
                        new Text("Ticket", Ink.STRONG, ticket),
                        new Text(
                                "",
                                Ink.FAIR,
                                "Admits the first who redeems it. It is a secret, is shown only now, and is good until "
                                        + expires.truncatedTo(ChronoUnit.MINUTES) + "."),
                        new Text("On the client", Ink.TEXT, "press a in its dashboard and paste it, or type:"),
                        new Text("", Ink.ACCENT, "usb-share-client servers add TICKET")),
                code(ticket),
                't',
                List.of());
    }

    private static QrCode code(String ticket) {
        return QrCode.of(ticket.toUpperCase(Locale.ROOT));
    }
}
