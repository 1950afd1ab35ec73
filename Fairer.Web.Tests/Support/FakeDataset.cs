using System.Security.Cryptography;
using System.Text;
using Fairer.Core.Data;
using Fairer.Core.Data.Download;

namespace Fairer.Web.Tests.Support;

/// <summary>A dataset of one small file, to be offered and downloaded but not read.</summary>
public sealed class FakeDataset(DatasetInfo info) : IDatasetSource
{
    public static byte[] Content { get; } = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("39, State-gov, 77516\n", 1000)));

    public DatasetInfo Info { get; } = info;

    public RemoteDataset Remote { get; } = new(
        new Uri("http://data.example/adult/"),
        [new RemoteFile("adult.data", Content.Length, Convert.ToHexStringLower(SHA256.HashData(Content)))],
        new Uri("http://data.example/"));

    public DatasetAvailability Locate(DataFolders folders) => throw new NotSupportedException();

    public Task<IDataset> LoadAsync(DataFolders folders, CancellationToken cancellation) => throw new NotSupportedException();
}
