package dev.varve.repo.alarm;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Sends mail by SMTP. With {@code TLS} or {@code STARTTLS} it sends nothing, and no password, over
 * a connection that is not encrypted, or to a host whose certificate is not of that name.
 */
public final class Mail implements Notifier {
    private final MailServer server;
    private final Letter letter;

    /** Who writes to whom. */
    public record Letter(String from, Iterable<String> to, String repository) {}

    public Mail(MailServer server, Letter letter) {
        this.server = server;
        this.letter = letter;
    }

    @Override
    public String name() {
        return "mail by " + server.host();
    }

    @Override
    public void send(AlarmNotice notice) throws IOException {
        Session session = Session.getInstance(server.properties());
        try (Transport transport = session.getTransport(server.protocol())) {
            MimeMessage message = write(session, notice);
            @Nullable Path passwordFile = server.passwordFile();
            transport.connect(
                    server.host(),
                    server.port(),
                    server.user(),
                    passwordFile == null ? null : new SecretText(passwordFile).line());
            transport.sendMessage(message, message.getAllRecipients());
        } catch (AuthenticationFailedException refused) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    name() + " does not take user and password",
                    "Look at notify.smtp.",
                    refused);
        } catch (MessagingException failure) {
            throw new IOException(name() + ": " + failure.getMessage(), failure);
        }
    }

    private MimeMessage write(Session session, AlarmNotice notice) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(letter.from(), true));
        for (String receiver : letter.to()) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(receiver, true));
        }
        message.setSentDate(Date.from(Instant.ofEpochMilli(notice.atMillis())));
        message.setSubject(subject(notice), StandardCharsets.UTF_8.name());
        message.setText(text(notice), StandardCharsets.UTF_8.name());
        return message;
    }

    /** One line, whatever is in the words. */
    private static String subject(AlarmNotice notice) {
        Alarm alarm = notice.alarm();
        String all =
                "[varve] "
                        + notice.event()
                        + " "
                        + alarm.severity()
                        + ": "
                        + alarm.kind()
                        + " "
                        + alarm.where();
        return all.replaceAll("\\p{Cntrl}", " ").strip();
    }

    private String text(AlarmNotice notice) {
        Alarm alarm = notice.alarm();
        return String.join(
                "\n",
                notice.event() == AlarmNotice.Event.RAISED ? "This needs a look:" : "This is over:",
                "",
                "  what        " + alarm.what(),
                "  where       " + alarm.where(),
                "  what to do  " + alarm.advice(),
                "  since       " + Instant.ofEpochMilli(alarm.sinceMillis()),
                "  now         " + Instant.ofEpochMilli(notice.atMillis()),
                "  kind        " + alarm.kind() + ", " + alarm.severity(),
                "  repository  " + letter.repository(),
                "");
    }
}
