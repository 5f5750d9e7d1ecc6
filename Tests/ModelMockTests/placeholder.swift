// ModelMock
