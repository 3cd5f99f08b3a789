package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.CodeDialog;
import dev.usbshare.dashboard.Keys;
import dev.usbshare.qr.QrCode;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Ink;
import java.util.ArrayList;
import java.util.List;

/** What an operator hands over to a client's. */
final class ServerTickets {

    private ServerTickets() {}

    /** How clients reach this server; nothing secret. */
    static void connect(Area body, ServerData.Connection connection, QrCode code) {
        var texts = new ArrayList<CodeDialog.Text>();
        texts.add(new CodeDialog.Text("Node id", Ink.STRONG, connection.nodeId()));
        texts.add(new CodeDialog.Text("Fingerprint", Ink.TEXT, connection.fingerprint()));
        texts.add(new CodeDialog.Text(
                "Addresses",
                Ink.ACCENT,
                connection.addresses().isEmpty() ? "none found" : String.join(" ", connection.addresses())));
        texts.add(new CodeDialog.Text(
                "On the client", Ink.TEXT, "press a in its dashboard, and type or paste this ticket:"));
        texts.add(new CodeDialog.Text("Ticket", Ink.STRONG, connection.ticket()));
        texts.add(new CodeDialog.Text("", Ink.FAINT, "Names this server; who uses it still needs your approval: p."));
        CodeDialog.draw(body, "How to connect", texts, code, Keys.of("Esc", "back", "t", "ticket that admits"));
    }

    /** A ticket that admits. */
    static void invitation(Area body, String ticket, String left, QrCode code) {
        CodeDialog.draw(
                body,
                "An invitation",
                List.of(
                        new CodeDialog.Text("Ticket", Ink.STRONG, ticket),
                        new CodeDialog.Text(
                                "",
                                Ink.FAIR,
                                "Admits the first who redeems it. It is a secret, is shown only now,"
                                        + " and is good for " + left + "."),
                        new CodeDialog.Text(
                                "On the client", Ink.TEXT, "press a in its dashboard and paste it, or type:"),
                        new CodeDialog.Text("", Ink.ACCENT, "usb-share-client servers add TICKET")),
                code,
                Keys.of("Esc", "back"));
    }
}
