package dev.varve.k8s.capture;

import dev.varve.ingest.push.ImageBackup;
import dev.varve.k8s.point.PointDescription;
import java.util.List;

/** What applications that were held, or wrote a dump, give for a point beside their volumes. */
public interface HeldApplications {
    HeldApplications NONE =
            new HeldApplications() {
                @Override
                public List<ImageBackup> images() {
                    return List.of();
                }

                @Override
                public List<PointDescription.Application> descriptions() {
                    return List.of();
                }

                @Override
                public List<PointDescription.Hook> hooks() {
                    return List.of();
                }

                @Override
                public List<String> warnings() {
                    return List.of();
                }
            };

    /** Pushed in the session of the objects. */
    List<ImageBackup> images();

    /** What became of each application; whole only when the images are pushed. */
    List<PointDescription.Application> descriptions();

    /** What became of each hook that somebody asked for. */
    List<PointDescription.Hook> hooks();

    /** What did not go as blueprints and hooks say; whole only when the images are pushed. */
    List<String> warnings();
}
