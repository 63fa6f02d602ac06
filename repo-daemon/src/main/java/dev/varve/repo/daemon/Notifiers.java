package dev.varve.repo.daemon;

import dev.varve.repo.alarm.AlarmFile;
import dev.varve.repo.alarm.Alarms;
import dev.varve.repo.alarm.Delivery;
import dev.varve.repo.alarm.Mail;
import dev.varve.repo.alarm.MailServer;
import dev.varve.repo.alarm.Notifier;
import dev.varve.repo.alarm.Webhook;
import dev.varve.repo.config.NotifyConfiguration;
import dev.varve.repo.config.SmtpConfiguration;
import dev.varve.repo.config.WebhookConfiguration;
import dev.varve.repo.vault.DataDirectory;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The receivers that the configuration names. */
final class Notifiers {
    private Notifiers() {}

    static Alarms open(NotifyConfiguration said, DataDirectory directory) {
        String repository = directory.repositoryId().toString();
        List<Delivery> deliveries = new ArrayList<>();
        @Nullable Notifier webhook = webhook(said.webhook(), repository);
        if (webhook != null) {
            deliveries.add(start(webhook, "alarm-webhook"));
        }
        @Nullable Notifier mail = mail(said.smtp(), repository);
        if (mail != null) {
            deliveries.add(start(mail, "alarm-mail"));
        }
        return new Alarms(
                new AlarmFile(directory.root().resolve("schedule").resolve("alarms")),
                Clock.systemUTC(),
                deliveries);
    }

    private static Delivery start(Notifier notifier, String thread) {
        return Delivery.start(
                notifier, Thread::sleep, Thread.ofPlatform().daemon().name(thread).factory());
    }

    private static @Nullable Notifier webhook(WebhookConfiguration said, String repository) {
        String url = said.url();
        return url == null
                ? null
                : new Webhook(
                        URI.create(url),
                        said.secretFile(),
                        Duration.ofSeconds(said.timeoutSeconds()),
                        repository);
    }

    private static @Nullable Notifier mail(SmtpConfiguration said, String repository) {
        String host = said.host();
        String from = said.from();
        if (host == null || from == null) {
            return null;
        }
        MailServer server =
                new MailServer(
                        host,
                        said.port(),
                        switch (said.security()) {
                            case STARTTLS -> MailServer.Encryption.STARTTLS;
                            case TLS -> MailServer.Encryption.TLS;
                            case NONE -> MailServer.Encryption.NONE;
                        },
                        said.user(),
                        said.passwordFile(),
                        Duration.ofSeconds(said.timeoutSeconds()),
                        null);
        return new Mail(server, new Mail.Letter(from, said.to(), repository));
    }
}
