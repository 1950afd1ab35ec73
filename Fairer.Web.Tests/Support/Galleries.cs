using Fairer.Core.Data;
using Fairer.Web.Services.Images;

namespace Fairer.Web.Tests.Support;

/// <summary>Galleries of datasets that only tests know.</summary>
public static class Galleries
{
    public static SampleGallery Of(IDatasetSource images)
    {
        IDatasetSource? Find(string id) => id == images.Info.Id ? images : DatasetCatalogue.Find(id);
        return new SampleGallery(Find, new DatasetCache(new DataFolders([], Path.GetTempPath()), source: id => Find(id)!));
    }
}
