using Fairer.Core.Data;
using Fairer.Core.Sweeps;
using Fairer.Core.Training;

namespace Fairer.Web.Services.Figures;

/// <summary>Data of a figure that cannot be trained on here.</summary>
/// <param name="Source">The dataset.</param>
/// <param name="Why">Why not, and how to mend it.</param>
/// <param name="CanDownload">Whether the program can fetch it.</param>
public sealed record MissingData(IDatasetSource Source, string Why, bool CanDownload)
{
    /// <summary>What is missing for sweeps.</summary>
    public static IReadOnlyList<MissingData> Of(IEnumerable<SweepSpec> sweeps, KnownDatasets known, IReadOnlyList<IEngine> engines)
    {
        ArgumentNullException.ThrowIfNull(known);
        var missing = new List<MissingData>();
        foreach (var sweep in sweeps.DistinctBy(sweep => sweep.Datasets[0]))
        {
            var source = known.Get(sweep.Datasets[0]);
            var found = source.Locate(known.Folders);
            if (!found.AtHand)
            {
                missing.Add(new MissingData(source, found.Where, found.CanDownload && source.Remote is not null));
            }
            else if (EngineChoice.WhyNot(engines, SweepPlanner.Plan(sweep)[0]) is { } reason)
            {
                missing.Add(new MissingData(source, Formats.Brief(reason), CanDownload: false));
            }
        }

        return missing;
    }
}
