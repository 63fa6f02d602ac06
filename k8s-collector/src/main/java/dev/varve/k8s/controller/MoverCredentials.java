package dev.varve.k8s.controller;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActJournal;
import dev.varve.k8s.act.ActNames;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.resource.Api;
import dev.varve.k8s.volume.VolumeTools;
import dev.varve.protocol.model.Uid;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The vault's profile in the namespace of movers, for as long as a run goes on. It also tells which
 * of the run's journals it was made by: of two controllers that led one after the other, each has
 * one, and the older knows nothing of what the younger did.
 *
 * @param run whose it is
 * @param namespace of movers
 */
record MoverCredentials(ObjectKey run, String namespace) {
    private static final String PROFILE = "profile.json";
    private static final String EPOCH = "epoch";
    private static final String EPOCH_ANNOTATION = Api.GROUP + "/" + EPOCH;

    /** What a journal says first of its run. */
    static ActJournal.Progress begun() {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put(EPOCH, Uid.random(new SecureRandom()).toString());
        return new ActJournal.Progress("Begun", facts);
    }

    /** Whether those on the cluster were made by another journal of the run than this one. */
    boolean areOfAnother(ActJournal journal, Cluster own) throws IOException, InterruptedException {
        if (journal.progress(run).isEmpty()) {
            return false;
        }
        Purpose purpose = new Purpose(journal.collector(), journal.run(), run, "credentials");
        ApiResource secrets = new Served(own.discover()).require(Served.SECRET);
        return own.get(secrets, namespace, ActNames.of(purpose))
                .map(secret -> secret.at("/metadata/annotations").path(EPOCH_ANNOTATION).asText())
                .filter(found -> !found.equals(epoch(journal)))
                .isPresent();
    }

    private String epoch(ActJournal journal) {
        return journal.progress(run).orElseThrow().facts().path(EPOCH).asText();
    }

    /** Makes them, or renews those that are there; gives the name of the Secret. */
    String bring(byte[] profile, VolumeTools tools) throws IOException, InterruptedException {
        Purpose purpose = tools.acts().purpose(run, "credentials");
        String name = ActNames.of(purpose);
        ApiResource secrets = tools.served().require(Served.SECRET);
        ObjectNode secret = tools.served().blank(Served.SECRET, namespace, name);
        secret.withObject("/metadata")
                .withObjectProperty("annotations")
                .put(EPOCH_ANNOTATION, epoch(tools.acts().journal()));
        ObjectNode data = secret.put("type", "Opaque").putObject("data");
        data.put(PROFILE, Base64.getEncoder().encodeToString(profile));
        ObjectNode made = tools.acts().create(secrets, secret, purpose);
        if (!made.path("data").equals(data)) {
            ObjectNode newer = JsonNodeFactory.instance.objectNode();
            newer.set("data", data);
            ObjectNode _ = tools.acts().patch(secrets, made, newer, purpose);
        }
        return name;
    }
}
