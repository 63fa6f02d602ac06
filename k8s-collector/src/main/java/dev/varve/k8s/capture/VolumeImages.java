package dev.varve.k8s.capture;

import com.google.protobuf.ByteString;
import dev.varve.k8s.capture.ClusterBackup.VolumeImage;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.volume.MoverResult;
import dev.varve.k8s.volume.StandingSnapshot;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Uid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the images that movers have pushed, for the point of the run. */
public final class VolumeImages {
    private final RepositoryClient client;
    private final ChainNames chains;

    public VolumeImages(RepositoryClient client, ChainNames chains) {
        this.client = client;
        this.chains = chains;
    }

    /**
     * The images of these outcomes; those without data are left out.
     *
     * @throws ProtocolException POINT_UNKNOWN when the repository does not have what a mover said
     */
    public List<VolumeImage> of(List<VolumeOutcome> outcomes)
            throws ProtocolException, InterruptedException {
        List<VolumeImage> images = new ArrayList<>();
        for (VolumeOutcome outcome : outcomes) {
            Optional<MoverResult> result = outcome.result();
            if (result.isPresent()) {
                images.add(image(outcome, result.get()));
            }
        }
        return images;
    }

    private VolumeImage image(VolumeOutcome outcome, MoverResult result)
            throws ProtocolException, InterruptedException {
        ObjectKey claim = outcome.claim();
        String chain = chains.volume(claim.namespace(), claim.name());
        Uid point;
        try {
            point = Uid.parse(result.image());
        } catch (IllegalArgumentException e) {
            throw unknown(claim, result.image());
        }
        ListPoints request =
                ListPoints.newBuilder().setPointId(ByteString.copyFrom(point.toBytes())).build();
        for (PointDocument document : client.listPoints(request).getPointsList()) {
            for (PointImage image : document.getImagesList()) {
                if (image.getChain().equals(chain)) {
                    return new VolumeImage(
                            new MovedImage(image, point), describe(outcome, chain, result));
                }
            }
        }
        throw unknown(claim, result.image());
    }

    private static PointDescription.Volume describe(
            VolumeOutcome outcome, String chain, MoverResult result) {
        return new PointDescription.Volume(
                outcome.claim().namespace(),
                outcome.claim().name(),
                chain,
                outcome.consistency().word(),
                result.how().isEmpty()
                        ? outcome.path().reason()
                        : outcome.path().reason() + "; " + result.how(),
                result.bytes(),
                outcome.snapshot(),
                outcome.standing().map(StandingSnapshot::driver).orElse(""),
                outcome.standing().map(StandingSnapshot::handle).orElse(""),
                outcome.mode().word());
    }

    private static ProtocolException unknown(ObjectKey claim, String said) {
        return new ProtocolException(
                ErrorCode.POINT_UNKNOWN,
                "the mover of "
                        + claim
                        + " said it made restore point \""
                        + said
                        + "\", which is not there",
                "let movers use the repository and vault that the backup uses");
    }
}
