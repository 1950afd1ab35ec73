using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Fairer.Core.Results;

/// <content>How an epoch's report becomes a row and a row a report.</content>
public sealed partial class ResultStore
{
    private const string EpochColumns =
        """
        run, epoch, classification_loss, fairness_loss, loss,
        validation_ap, validation_dp, validation_eo, validation_dp_at_half, validation_eo_at_half, validation_accuracy,
        test_ap, test_dp, test_eo, test_dp_at_half, test_eo_at_half, test_accuracy,
        layer_cosines, batch_layer_cosines, seconds
        """;

    private void WriteEpoch(long run, EpochReport report) => Command(
        $"""
        INSERT OR REPLACE INTO epochs ({EpochColumns}) VALUES (
            $run, $epoch, $classification_loss, $fairness_loss, $loss,
            $validation_ap, $validation_dp, $validation_eo, $validation_dp_at_half, $validation_eo_at_half, $validation_accuracy,
            $test_ap, $test_dp, $test_eo, $test_dp_at_half, $test_eo_at_half, $test_accuracy,
            $layer_cosines, $batch_layer_cosines, $seconds)
        """,
        ("$run", run),
        ("$epoch", report.Epoch),
        ("$classification_loss", report.ClassificationLoss),
        ("$fairness_loss", report.FairnessLoss),
        ("$loss", report.Loss),
        ("$validation_ap", report.Validation.AveragePrecision),
        ("$validation_dp", report.Validation.DemographicParity),
        ("$validation_eo", report.Validation.EqualizedOdds),
        ("$validation_dp_at_half", report.Validation.DemographicParityAtHalf),
        ("$validation_eo_at_half", report.Validation.EqualizedOddsAtHalf),
        ("$validation_accuracy", report.Validation.Accuracy),
        ("$test_ap", report.Test.AveragePrecision),
        ("$test_dp", report.Test.DemographicParity),
        ("$test_eo", report.Test.EqualizedOdds),
        ("$test_dp_at_half", report.Test.DemographicParityAtHalf),
        ("$test_eo_at_half", report.Test.EqualizedOddsAtHalf),
        ("$test_accuracy", report.Test.Accuracy),
        ("$layer_cosines", JsonSerializer.Serialize(report.LayerCosines, StoreJson.Default.IReadOnlyListDouble)),
        ("$batch_layer_cosines", JsonSerializer.Serialize(report.BatchLayerCosines, StoreJson.Default.IReadOnlyListDouble)),
        ("$seconds", report.Seconds)).ExecuteNonQuery();

    private static EpochReport ReadEpoch(SqliteDataReader reader)
    {
        double Number(int column) => reader.IsDBNull(column) ? double.NaN : reader.GetDouble(column);
        Scores Scores(int first) =>
            new(Number(first), Number(first + 1), Number(first + 2), Number(first + 3), Number(first + 4), Number(first + 5));
        IReadOnlyList<double> Numbers(int column) =>
            JsonSerializer.Deserialize(reader.GetString(column), StoreJson.Default.IReadOnlyListDouble)!;

        return new EpochReport
        {
            Epoch = reader.GetInt32(1),
            ClassificationLoss = Number(2),
            FairnessLoss = Number(3),
            Loss = Number(4),
            Validation = Scores(5),
            Test = Scores(11),
            LayerCosines = Numbers(17),
            BatchLayerCosines = Numbers(18),
            Seconds = Number(19),
        };
    }
}
