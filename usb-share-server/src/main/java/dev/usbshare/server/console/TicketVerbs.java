package dev.usbshare.server.console;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.NewFile;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Times;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.qr.QrCode;
import dev.usbshare.qr.QrTerminal;
import dev.usbshare.service.ExitCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code tickets}: invitations. */
final class TicketVerbs implements Verbs {

    private static final String GROUP = "Tickets";
    private static final String TICKET = "TICKET";
    private static final String NO_CODE = "none";

    private static final TextTable TABLE = TextTable.orElse("no ticket was made")
            .column("ID", "id")
            .column("STATUS", "status")
            .column("EXPIRES", row -> Times.shown(row.path("expires")))
            .column("NAME", "name")
            .text("DEVICES", "grants")
            .minor("USED BY", "redeemedBy")
            .text("NOTES", "notes");

    private final ManagementClient client;

    TicketVerbs(ManagementClient client) {
        this.client = client;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("tickets list")
                        .alias("tickets")
                        .in(GROUP)
                        .says("list the tickets, without their secrets")
                        .listing()
                        .does(call -> call.show(client.get("tickets"), TABLE)),
                PeerTermsOptions.on(Verb.named("tickets create")
                                .in(GROUP)
                                .says("make a ticket that lets one node in, once; its text is shown this one time")
                                .option("valid-for", "LENGTH", "15m, 24h (if not given) or 30d")
                                .option("addresses", "LIST", "where this server is: 'usb.example.org, 192.0.2.7:7490'"))
                        .flag("take-over", "who uses it may take a device from another peer")
                        .option("png", "FILE", "write the QR code as a picture, to a new file")
                        .option("svg", "FILE", "the same for print")
                        .option(
                                "qr",
                                "HOW",
                                "coloured (in a terminal, if not given), dark or light background, ascii, none",
                                Choices.of("coloured", "dark", "light", "ascii", NO_CODE))
                        .json()
                        .does(this::create),
                Verb.named("tickets revoke")
                        .in(GROUP)
                        .says("make tickets worthless")
                        .arguments(TICKET, "an id as tickets list shows it, or its beginning", this::choices)
                        .does(this::revoke));
    }

    private void create(Invocation call) {
        Optional<QrTerminal> code = code(call);
        var png = call.option("png").map(NewFile::at);
        var svg = call.option("svg").map(NewFile::at);
        Map<String, Object> body = PeerTermsOptions.body(call);
        body.putAll(call.body("valid-for", "validFor", "addresses", "addresses"));
        if (call.flag("take-over")) {
            body.put("takeOver", true);
        }
        JsonNode ticket = client.post(Resource.of("tickets"), body);
        var files = new ArrayList<String>();
        png.ifPresent(file -> files.add(file.write(ticket.path("png").binaryValue())));
        svg.ifPresent(file -> files.add(file.write(ticket.path("svg").asString().getBytes(StandardCharsets.UTF_8))));
        if (call.json()) {
            call.json(ticket);
            return;
        }
        String text = ticket.path("text").asString();
        code.ifPresent(form -> call.out().print(form.render(QrCode.of(text.toUpperCase(Locale.ROOT)))));
        call.say(text);
        call.say("");
        call.say("ticket " + ticket.path("id").asString() + ", good for one node until "
                + Times.shown(ticket.path("expires")) + "; it leads to " + TextTable.text(ticket.path("addresses")));
        call.say(
                "There: usb-share-client servers add TICKET. Whoever has the text can use it: treat it as a password.");
        files.forEach(file -> call.say("written to " + file));
    }

    private static Optional<QrTerminal> code(Invocation call) {
        return switch (call.option("qr").orElse(call.isTerminal() ? "coloured" : NO_CODE)) {
            case "coloured", "colored" -> Optional.of(QrTerminal.COLOURED);
            case "dark" -> Optional.of(QrTerminal.ON_DARK);
            case "light" -> Optional.of(QrTerminal.ON_LIGHT);
            case "ascii" -> Optional.of(QrTerminal.ASCII_ON_DARK);
            case NO_CODE -> Optional.empty();
            default -> throw ConsoleFailure.usage("--qr is coloured, dark, light, ascii or none");
        };
    }

    private void revoke(Invocation call) {
        List<String> known =
                client.get("tickets").valueStream().map(TicketVerbs::id).toList();
        for (String text : call.arguments()) {
            List<String> meant =
                    known.stream().filter(id -> id.startsWith(text)).toList();
            if (meant.size() != 1) {
                throw new ConsoleFailure(
                        ExitCode.FAILED,
                        (meant.isEmpty() ? "there is no ticket " + text : text + " means " + meant.size() + " tickets")
                                + "; see tickets list");
            }
            client.delete(Resource.of("tickets", meant.getFirst()));
            call.say("ticket " + meant.getFirst() + " is worthless now");
        }
    }

    private static String id(JsonNode row) {
        return row.path("id").asString("");
    }

    private List<Choices.Choice> choices() {
        return client.withPatience(Duration.ofSeconds(1))
                .get("tickets")
                .valueStream()
                .map(row -> new Choices.Choice(id(row), row.path("status").asString()))
                .toList();
    }
}
