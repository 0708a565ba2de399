def model(dbt, session):
    dbt.config(materialized="table", tags="science")  # dbt.ref("nothing")
    return dbt.ref("orders").df()
